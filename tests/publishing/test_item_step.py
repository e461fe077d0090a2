"""The steps of a post, against the database."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import update

from fsp.content.lifecycle import Step
from fsp.errors import Conflict
from fsp.models.item import Item, ItemState
from fsp.models.item_event import ItemEvent
from fsp.publishing.item_step import refuse, set_state, standing_of, take_step
from fsp.publishing.publish_item import publish_item
from fsp.publishing.schedule import schedule_item, unschedule_item
from fsp.publishing.take_down import archive_item, unarchive_item, unpublish_item
from fsp.settings import Settings
from fsp.stores import db
from tests.publishing.conftest import MakeItem

NOW = datetime(2026, 5, 1, 9, tzinfo=UTC)


@pytest.fixture
def core(core_on_both: Flask) -> Flask:
    return core_on_both


def events() -> list[str]:
    return [event.kind for event in db.session.query(ItemEvent).order_by(ItemEvent.id)]


def test_the_life_of_a_post_is_kept_as_its_history(make_item: MakeItem, settings: Settings) -> None:
    item = make_item("beans", state=ItemState.DRAFT)

    schedule_item(item, NOW)
    schedule_item(item, NOW.replace(day=2))
    unschedule_item(item)
    schedule_item(item, NOW)
    publish_item(item.id, settings=settings, now=NOW)
    unpublish_item(item)
    archive_item(item)
    hidden = item.state
    unarchive_item(item)

    assert (hidden, item.state) == (ItemState.ARCHIVED, ItemState.UNPUBLISHED)
    assert events() == [
        *("scheduled", "rescheduled", "unscheduled", "scheduled", "published"),
        *("unpublished", "archived", "unarchived"),
    ]


def test_archiving_a_published_post_takes_it_down(make_item: MakeItem, settings: Settings) -> None:
    item = make_item("beans")
    publish_item(item.id, settings=settings, now=NOW)

    archive_item(item)

    assert (item.state, item.published_at, standing_of(item).is_public) == (ItemState.ARCHIVED, None, False)
    with pytest.raises(Conflict, match="archived"):
        schedule_item(item, NOW)


def test_a_scheduled_update_that_is_unscheduled_leaves_the_post_published(
    make_item: MakeItem, settings: Settings
) -> None:
    item = make_item("beans")
    publish_item(item.id, settings=settings, now=NOW)

    schedule_item(item, NOW.replace(year=2030))
    unschedule_item(item)

    assert item.state == ItemState.PUBLISHED


def test_only_one_of_two_steps_at_the_same_time_succeeds(make_item: MakeItem) -> None:
    item = make_item("beans", state=ItemState.DRAFT)
    post = refuse(Step.SCHEDULE, item)
    db.session.execute(update(Item).values(state=ItemState.ARCHIVED).execution_options(synchronize_session=False))

    with pytest.raises(Conflict, match="at the same time"):
        set_state(Step.SCHEDULE, item, post, publish_at=NOW)


def test_a_step_reads_the_state_from_the_database(make_item: MakeItem) -> None:
    item = make_item("beans", state=ItemState.DRAFT)
    db.session.execute(update(Item).values(state=ItemState.SCHEDULED).execution_options(synchronize_session=False))

    take_step(Step.UNSCHEDULE, item)

    assert item.state == ItemState.DRAFT
