"""Reading batches: as a whole, and in a list."""

from collections import Counter

import pytest
import redis
from flask import Flask

from fsp.clock import utc_now
from fsp.dead_letters.replay import replay
from fsp.errors import NotFound
from fsp.inspection.batches import BatchState, read_batch, read_batches, state_of
from fsp.queueing.batch import BatchJob, BatchOptions, chain, group
from tests.dead_letters.burying import buried
from tests.queueing.test_batch import EXPORTS, finish


@pytest.mark.parametrize(
    ("counts", "state"),
    [
        ({"done": 2, "skipped": 1}, BatchState.DONE),
        ({"done": 2, "started": 1}, BatchState.RUNNING),
        ({"deferred": 1, "queued": 1, "dead": 1}, BatchState.RUNNING),
        ({"deferred": 2}, BatchState.RUNNING),
        ({"deferred": 2, "dead": 1}, BatchState.WAITING),
        ({"deferred": 2, "cancelled": 1}, BatchState.WAITING),
        ({"done": 2, "dead": 1, "cancelled": 1}, BatchState.FAILED),
        ({"done": 2, "cancelled": 1}, BatchState.CANCELLED),
    ],
)
def test_a_batch_is_as_its_jobs_are(counts: dict[str, int], state: BatchState) -> None:
    assert state_of(Counter(counts)) == state


def test_the_list_counts_a_replayed_job_once(core: Flask, redis_client: redis.Redis) -> None:
    chain(EXPORTS[:1], BatchOptions(id="older"))
    group(EXPORTS[1:], BatchOptions(id="newer"), callback=BatchJob("export-data", {"project": "all"}))
    dead = finish(redis_client, "dead")
    first = read_batches()

    replay(redis_client, buried(dead), by="ada", now=utc_now())
    replaying = read_batches()
    for _ in range(4):
        finish(redis_client)

    shown = [
        [(entry.batch.id, entry.state, entry.ended, entry.jobs, entry.failed) for entry in listed]
        for listed in (first,)
    ]
    assert shown == [[("newer", "running", 0, 3, 0), ("older", "failed", 1, 1, 1)]]
    assert [(entry.state, entry.failed) for entry in replaying] == [("running", 0), ("running", 0)]
    assert [entry.state for entry in read_batches()] == ["done", "done"]
    assert [entry.batch.id for entry in read_batches(before=first[0].batch.requested_at)] == ["older"]


def test_an_unknown_batch_is_not_found(core: Flask, redis_client: redis.Redis) -> None:
    with pytest.raises(NotFound):
        read_batch(redis_client, "x", utc_now())
