"""What is archived: the event log as far as it is counted, and what versions before it left."""

import json

import redis
from flask import Flask
from sqlalchemy import select

from fsp.history.archive import archive_ended_jobs, behind
from fsp.history.sources import EVENTS, KEPT, OLDER
from fsp.metrics.current_counters import read_counters
from fsp.models.job_history import JobHistory
from fsp.redis_ops import event_keys
from fsp.stores import db

JOB = {"job_id": "one", "job_type": "t", "queue": "low", "outcome": "succeeded", "keep_seconds": 60}


def rows() -> list[str]:
    job_ids = list(db.session.scalars(select(JobHistory.job_id).order_by(JobHistory.id)))
    db.session.commit()
    return job_ids


def test_what_an_older_version_left_is_archived_and_not_counted_again(core: Flask, redis_client: redis.Redis) -> None:
    for number in range(4):
        line = json.dumps(JOB | {"job_id": f"older-{number}", "status": "finished"})
        entry_id = redis_client.xadd(event_keys.OLDER_EVENTS, {"job": line})
        if number == 1:
            redis_client.set(event_keys.OLDER_DRAINED, entry_id)
    redis_client.xadd(event_keys.EVENTS, {"success": json.dumps(JOB)})

    assert [archive_ended_jobs(redis_client) for _ in range(3)] == [2, 1, 0]

    assert sorted(rows()) == ["older-2", "older-3", "one"]
    assert [row.count for row in read_counters(redis_client)] == [1]
    assert 0 < redis_client.ttl(event_keys.OLDER_EVENTS) <= 24 * 3600


def test_attempts_that_end_no_job_are_no_history(core: Flask, redis_client: redis.Redis) -> None:
    for kind in ("retry", "crash", "success"):
        redis_client.xadd(event_keys.EVENTS, {kind: json.dumps(JOB | {"job_id": kind})})

    assert behind(redis_client) == 1
    assert archive_ended_jobs(redis_client) == 3
    assert rows() == ["success"]


def test_nothing_is_let_go_of_before_it_is_counted(core: Flask, redis_client: redis.Redis) -> None:
    with redis_client.pipeline() as pipeline:
        for number in range(2 * KEPT + 100):
            pipeline.xadd(event_keys.EVENTS, {"success": json.dumps(JOB | {"job_id": str(number)})})
        pipeline.execute()

    while archive_ended_jobs(redis_client):
        pass

    assert KEPT <= redis_client.xlen(event_keys.EVENTS) <= 2 * KEPT
    assert [row.count for row in read_counters(redis_client)] == [2 * KEPT + 100]


def test_only_what_is_counted_is_offered(redis_client: redis.Redis) -> None:
    first, _ = (redis_client.xadd(event_keys.EVENTS, {"success": json.dumps(JOB)}) for _ in range(2))
    redis_client.set(event_keys.COUNTED, first)

    assert len(EVENTS.entries(redis_client, 10)) == 2
    assert [entry_id for entry_id, _ in EVENTS.entries(redis_client, 10, is_counted=True)] == [first]
    assert not OLDER.has_entries(redis_client)
