"""Consent at the moment of publishing: a job may be older than what people decided since."""

from collections.abc import Callable

import pytest

from fsp import paths
from fsp.clock import utc_now
from fsp.models.item import Item, ItemState
from fsp.models.publication import Publication
from fsp.publishing.permission import why_held_back
from fsp.publishing.publish_item import publish_item
from fsp.publishing.schedule import unschedule_item
from fsp.settings import Settings
from fsp.stores import db

MakeItem = Callable[..., Item]


def test_a_job_older_than_the_decision_publishes_no_draft(make_item: MakeItem, settings: Settings) -> None:
    item = make_item("secret", publish_at=utc_now())
    unschedule_item(item)

    result = publish_item(item.id, settings=settings, now=utc_now())

    db.session.refresh(item)
    assert (result.urls, result.held_back) == ({}, "The post is a draft and is not scheduled.")
    assert (item.state, item.published_at) == (ItemState.DRAFT, None)
    assert db.session.query(Publication).count() == 0
    assert not (paths.site_folder(settings) / "garden" / "secret").exists()


@pytest.mark.parametrize("state", [ItemState.SCHEDULED, ItemState.PUBLISHED, ItemState.FAILED])
def test_what_was_consented_to_is_published_also_again_and_after_a_failure(
    make_item: MakeItem, settings: Settings, state: ItemState
) -> None:
    item = make_item("beans", state=state)

    assert list(publish_item(item.id, settings=settings, now=utc_now()).urls) == ["site"]


def test_a_deleted_item_is_held_back(make_item: MakeItem) -> None:
    item = make_item("beans")
    item.deleted_at = utc_now()
    db.session.commit()

    assert why_held_back(item.id) == "The post was deleted after its job was created."
