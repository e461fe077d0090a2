"""Scheduled items without a text: seen in time, left alone at theirs, published once they have one."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import redis

from fsp.content.editing import use_revision
from fsp.content.revisions import add_current_revision, add_draft_revision
from fsp.errors import Conflict
from fsp.models.item import Item, ItemState, RevisionOrigin
from fsp.publishing.due import SweepReport, fan_out, sweep
from fsp.publishing.missing_texts import NOTICE, MissingTexts, count_missing, list_missing, without_text
from fsp.publishing.publish_item import publish_item
from fsp.publishing.schedule import schedule_item
from fsp.redis_ops import rq_keys
from fsp.settings import Settings
from fsp.stores import db

NOW = datetime(2026, 5, 1, 9, tzinfo=UTC)
MakeItem = Callable[..., Item]
BLANKS = " \t\r\n\N{NO-BREAK SPACE}\N{IDEOGRAPHIC SPACE}"


@pytest.mark.parametrize("body", ["", BLANKS])
def test_an_item_without_a_text_is_seen_before_its_time(make_item: MakeItem, body: str) -> None:
    soon = make_item("soon", body=body, publish_at=NOW + NOTICE, title="Soon")
    make_item("later", body=body, publish_at=NOW + NOTICE + timedelta(seconds=1))
    make_item("written", publish_at=NOW)
    make_item("draft", body=body, state=ItemState.DRAFT, publish_at=NOW)
    deleted = make_item("deleted", body=body, publish_at=NOW)
    deleted.deleted_at = NOW
    db.session.commit()

    assert list_missing(NOW) == [soon]
    assert count_missing(NOW) == (MissingTexts("garden", "Garden <journal>", 1, NOW + NOTICE, soon.id, "Soon"),)


def test_several_are_counted_with_the_first_one_s_time(make_item: MakeItem) -> None:
    items = [make_item(f"post-{hours}", body="", publish_at=NOW + timedelta(hours=hours)) for hours in (2, -1, 5)]

    assert count_missing(NOW) == (
        MissingTexts("garden", "Garden <journal>", 3, NOW - timedelta(hours=1), item_id=None, title=""),
    )
    assert without_text([item.id for item in items[:2]]) == {item.id for item in items[:2]}


def test_at_its_time_it_waits_and_is_published_once_a_text_is_accepted(
    make_item: MakeItem, redis_client: redis.Redis, settings: Settings
) -> None:
    item = make_item("beans", body="", publish_at=NOW)
    draft = add_draft_revision(item, "Beans.", RevisionOrigin.GENERATED)
    db.session.commit()

    waiting = sweep(redis_client, NOW), fan_out(redis_client, "garden", NOW)
    result = publish_item(item.id, settings=settings, now=NOW)
    use_revision(item, draft.id)
    accepted = sweep(redis_client, NOW), fan_out(redis_client, "garden", NOW)

    assert waiting == (SweepReport(0, 0), SweepReport(0, 0))
    held_back = "The post has no content yet. It will be published as soon as it has some."
    assert (result.urls, result.held_back) == ({}, held_back)
    assert accepted == (SweepReport(1, 1), SweepReport(1, 1))
    assert redis_client.llen(rq_keys.queue("high")) == 2
    assert item.state == ItemState.SCHEDULED


def test_a_text_of_blanks_cannot_be_scheduled(make_item: MakeItem) -> None:
    item = make_item("beans", body="", state=ItemState.DRAFT)
    add_current_revision(item, BLANKS, RevisionOrigin.PERSON)
    db.session.commit()

    with pytest.raises(Conflict, match="no content"):
        schedule_item(item, NOW)
