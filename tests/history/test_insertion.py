"""Insertion: a number that another job has costs no row its place in the history."""

import json

import pytest
import redis
from flask import Flask
from sqlalchemy import select

from fsp.history.archive import archive_ended_jobs
from fsp.models.job_history import JobHistory, JobLabel
from fsp.redis_ops import event_keys, metric_keys
from fsp.stores import db

MILLISECOND = 1_764_000_000_000


def add(connection: redis.Redis, entries: list[tuple[int, int]]) -> None:
    with connection.pipeline() as pipeline:
        for millisecond, place in entries:
            job = {"job_id": f"job-{millisecond}-{place}", "job_type": "t", "queue": "low", "status": "finished"}
            job |= {"labels": json.dumps([f"tag:{millisecond}-{place}"])}
            pipeline.xadd(event_keys.EVENTS, {"job": json.dumps(job)}, id=f"{millisecond}-{place}")
        pipeline.execute()


def drain_all(connection: redis.Redis) -> None:
    while archive_ended_jobs(connection):
        pass


def labelled() -> dict[str, str]:
    rows = db.session.execute(
        select(JobHistory.job_id, JobLabel.value).join(JobLabel, JobLabel.history_id == JobHistory.id)
    )
    db.session.commit()
    return {row.job_id: row.value for row in rows}


@pytest.fixture
def after_a_clock_was_put_back(redis_client: redis.Redis) -> list[tuple[int, int]]:
    """Entries numbered within one millisecond for as long as the clock was behind, and those of the next ones."""
    entries = [(MILLISECOND, place) for place in range(4_090, 4_500)]
    entries += [(MILLISECOND + 1, place) for place in range(0, 404, 3)] + [(MILLISECOND + 2, 0)]
    add(redis_client, entries)
    return entries


def test_no_ended_job_is_lost_after_a_clock_was_put_back(
    stores: Flask, redis_client: redis.Redis, after_a_clock_was_put_back: list[tuple[int, int]]
) -> None:
    drain_all(redis_client)

    expected = {
        f"job-{millisecond}-{place}": f"{millisecond}-{place}" for millisecond, place in after_a_clock_was_put_back
    }
    assert labelled() == expected
    assert int(redis_client.hget(metric_keys.COUNTERS, "history-renumbered") or 0) == 135
    first_end = db.session.scalars(select(JobHistory.ended_at).order_by(JobHistory.id)).first()
    assert first_end is not None
    assert first_end.timestamp() * 1000 == MILLISECOND


def test_entries_copied_again_after_a_crash_are_known_under_their_new_numbers(
    core: Flask, redis_client: redis.Redis, after_a_clock_was_put_back: list[tuple[int, int]]
) -> None:
    drain_all(redis_client)
    once = labelled()
    redis_client.delete(event_keys.DRAINED)
    redis_client.hdel(metric_keys.COUNTERS, "history-renumbered")

    drain_all(redis_client)

    assert labelled() == once
    assert db.session.query(JobHistory).count() == len(once)
    assert redis_client.hget(metric_keys.COUNTERS, "history-renumbered") is None


def test_a_new_redis_that_counts_through_the_same_time_overwrites_nothing(
    core: Flask, redis_client: redis.Redis
) -> None:
    add(redis_client, [(MILLISECOND, place) for place in range(3)])
    drain_all(redis_client)
    redis_client.flushall()
    lines = [{"job_id": f"other-{place}", "job_type": "t", "queue": "low", "status": "finished"} for place in range(3)]
    for place, line in enumerate(lines):
        redis_client.xadd(event_keys.EVENTS, {"job": json.dumps(line)}, id=f"{MILLISECOND}-{place}")

    drain_all(redis_client)

    job_ids = list(db.session.scalars(select(JobHistory.job_id).order_by(JobHistory.id)))
    db.session.commit()
    assert job_ids == [f"job-{MILLISECOND}-{place}" for place in range(3)] + ["other-0", "other-1", "other-2"]
