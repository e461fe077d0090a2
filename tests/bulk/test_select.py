"""Selecting: all that match and could be acted on so, exactly, or a word on why that cannot be told."""

from random import Random

import pytest
import redis
from flask import Flask

from fsp.bulk import select as selecting
from fsp.bulk.action import BulkAction
from fsp.bulk.select import matching
from fsp.clock import utc_now
from fsp.errors import InvalidInput
from fsp.handlers import catalogue  # noqa: F401
from fsp.history.job_query import filter_of
from fsp.history.search import search
from fsp.queueing.enqueue import enqueue
from testbed.dataset.ended import fill_ended
from tests.worker.claiming import claimed


def ids(connection: redis.Redis, action: BulkAction, query: dict[str, str]) -> list[str]:
    return list(matching(connection, action, filter_of(query)))


def test_live_jobs_are_selected_by_every_part_of_the_filter(core: Flask, redis_client: redis.Redis) -> None:
    enqueue(redis_client, "generate-report", {}, job_id="runs", tags=["a"])
    claimed(redis_client)
    for number in range(3):
        enqueue(redis_client, "export-data", {"project": f"p{number}"}, job_id=f"waits-{number}", tags=["a"])
    enqueue(redis_client, "generate-report", {}, job_id="other")

    results = {
        "all": ids(redis_client, BulkAction.CANCEL, {}),
        "type": ids(redis_client, BulkAction.CANCEL, {"type": "export-data"}),
        "tag": ids(redis_client, BulkAction.CANCEL, {"q": "tag:a"}),
        "front": ids(redis_client, BulkAction.FRONT, {"q": "tag:a"}),
        "argument": ids(redis_client, BulkAction.FRONT, {"q": "args.project:p1"}),
        "queue": ids(redis_client, BulkAction.CANCEL, {"queue": "low", "state": "waiting"}),
    }

    waits = [f"waits-{number}" for number in range(3)]
    assert results["all"] == ["runs", "other", *waits]
    assert results["type"] == results["queue"] == results["front"] == waits
    assert (results["tag"], results["argument"]) == (["runs", *waits], ["waits-1"])


def test_only_dead_jobs_are_retried(core: Flask, redis_client: redis.Redis) -> None:
    fill_ended(Random(1), count=100, failures=20, now=utc_now())

    dead = search(filter_of({"state": "failed"}), now=utc_now(), limit=100).rows

    assert sorted(ids(redis_client, BulkAction.RETRY, {})) == sorted(row.job_id for row in dead)
    assert len(ids(redis_client, BulkAction.AGAIN, {})) == 100


@pytest.mark.parametrize(
    ("action", "query"),
    [
        (BulkAction.CANCEL, {"state": "failed"}),
        (BulkAction.RETRY, {"state": "waiting"}),
        (BulkAction.FRONT, {"state": "running"}),
        (BulkAction.RETRY, {"q": "some words"}),
    ],
)
def test_what_cannot_be_or_cannot_be_told_is_refused(
    core: Flask, redis_client: redis.Redis, action: BulkAction, query: dict[str, str]
) -> None:
    with pytest.raises(InvalidInput):
        ids(redis_client, action, query)


def test_a_queue_too_long_to_look_through_is_refused(
    core: Flask, redis_client: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(selecting, "MAX_LOOKED_AT", 2)
    for number in range(3):
        enqueue(redis_client, "export-data", {"project": f"p{number}"})

    with pytest.raises(InvalidInput, match="Filter by queue"):
        ids(redis_client, BulkAction.CANCEL, {"q": "p1"})
