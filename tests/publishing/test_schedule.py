"""Schedules: a moment and a consent, taken back or brought forward."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import redis
from flask import Flask

from fsp.errors import Conflict
from fsp.models.item import Item, ItemState
from fsp.publishing.schedule import publish_now, schedule_item, unschedule_item

NOW = datetime(2026, 5, 1, 9, tzinfo=UTC)
MakeItem = Callable[..., Item]


@pytest.fixture
def core(core_on_both: Flask) -> Flask:
    return core_on_both


def test_a_schedule_is_taken_back(make_item: MakeItem) -> None:
    item = make_item("beans")

    schedule_item(item, NOW)
    scheduled = item.state
    unschedule_item(item)

    assert (scheduled, item.state, item.publish_at) == (ItemState.SCHEDULED, ItemState.DRAFT, None)


@pytest.mark.parametrize(("days", "expected"), [(None, NOW), (3, NOW), (-3, NOW - timedelta(days=3))])
def test_publishing_now_moves_a_future_date_and_keeps_a_past_one(
    make_item: MakeItem, redis_client: redis.Redis, days: int | None, expected: datetime
) -> None:
    item = make_item("beans", publish_at=NOW + timedelta(days=days) if days else None)

    publish_now(item, connection=redis_client, now=NOW)

    assert (item.publish_at, item.state) == (expected, ItemState.SCHEDULED)


def test_without_a_text_there_is_nothing_to_publish(make_item: MakeItem, redis_client: redis.Redis) -> None:
    with pytest.raises(Conflict, match="no content"):
        publish_now(make_item("beans", body=""), connection=redis_client, now=NOW)
