"""The sweep and the fan-out."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import redis

from fsp.errors import Conflict
from fsp.models.item import Item, ItemState
from fsp.models.project import Project
from fsp.publishing.due import SweepReport, fan_out, sweep
from fsp.publishing.schedule import publish_now, schedule_item, unschedule_item
from fsp.redis_ops import rq_keys
from fsp.stores import db

NOW = datetime(2026, 5, 1, 9, tzinfo=UTC)
MakeItem = Callable[..., Item]


def test_the_sweep_enqueues_each_project_with_something_due_once(
    make_item: MakeItem, redis_client: redis.Redis
) -> None:
    make_item("a", publish_at=NOW - timedelta(hours=1))
    make_item("b", publish_at=NOW)
    make_item("later", publish_at=NOW + timedelta(minutes=1))

    first, second = sweep(redis_client, NOW), sweep(redis_client, NOW)

    assert (first, second) == (SweepReport(1, 1), SweepReport(1, 0))


def test_a_project_fans_out_one_job_per_due_item(make_item: MakeItem, redis_client: redis.Redis) -> None:
    for number in range(10):
        make_item(f"post-{number}", publish_at=NOW)
    make_item("draft")

    first, second = fan_out(redis_client, "garden", NOW), fan_out(redis_client, "garden", NOW)

    assert (first, second) == (SweepReport(10, 10), SweepReport(10, 0))
    assert redis_client.llen(rq_keys.queue("high")) == 10


def test_a_wiped_redis_loses_no_schedule(make_item: MakeItem, redis_client: redis.Redis) -> None:
    make_item("a", publish_at=NOW)
    sweep(redis_client, NOW)
    redis_client.flushall()

    assert sweep(redis_client, NOW) == SweepReport(1, 1)


def test_publish_now_makes_an_item_due_and_enqueues_it(make_item: MakeItem, redis_client: redis.Redis) -> None:
    item = make_item("a")

    publish_now(item, connection=redis_client, now=NOW)

    assert (item.state, item.publish_at) == (ItemState.SCHEDULED, NOW)
    assert redis_client.llen(rq_keys.queue("high")) == 1


def test_an_item_without_text_cannot_be_scheduled(make_item: MakeItem) -> None:
    with pytest.raises(Conflict, match="no content"):
        schedule_item(make_item("empty", body=""), NOW)


def test_only_a_scheduled_item_can_be_taken_off(make_item: MakeItem, project: Project) -> None:
    item = make_item("a", publish_at=NOW)

    unschedule_item(item)

    db.session.refresh(item)
    assert item.state == ItemState.DRAFT
    with pytest.raises(Conflict, match="not scheduled"):
        unschedule_item(item)


def test_an_item_that_cannot_be_begun_keeps_no_other_waiting(make_item: MakeItem, redis_client: redis.Redis) -> None:
    items = [make_item(slug, publish_at=NOW) for slug in ("a", "b", "c")]
    bad = items[1]
    redis_client.set(rq_keys.job(f"item-scheduled-publish-{bad.id}-{bad.current_revision_id or 0}"), "in the way")

    report = fan_out(redis_client, "garden", NOW)

    assert (report.due, report.enqueued, report.set_aside) == (3, 2, 1)
    assert report.named[0].startswith(f"item {bad.id}: ResponseError: WRONGTYPE")
