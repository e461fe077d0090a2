"""Dead letters that wait in Redis for SQL."""

import redis
from flask import Flask
from sqlalchemy import select

from fsp.clock import utc_now
from fsp.dead_letters.unwritten import keep, write_kept
from fsp.inspection.attempts import AttemptReading
from fsp.models.dead_letter import DeadLetterQueue
from fsp.redis_ops import event_keys, metric_keys
from fsp.stores import db


def keep_one(connection: redis.Redis, job_id: str) -> None:
    now = utc_now()
    keep(
        connection,
        job_id=job_id,
        job_type="generate-report",
        queue="medium",
        arguments={"project": "novel", "token": "hunter2"},
        reason="spent",
        error_class="ValueError",
        error_message="no",
        error_traceback="Traceback",
        attempts=[AttemptReading(1, "failed", now, now, error="no")],
        enqueued_at=now,
    )


def test_a_kept_letter_is_written_once_and_holds_no_secret(core: Flask, redis_client: redis.Redis) -> None:
    keep_one(redis_client, "job-1")
    stored = redis_client.hget(event_keys.UNWRITTEN_LETTERS, "job-1")
    assert isinstance(stored, bytes)
    assert b"hunter2" not in stored

    assert (write_kept(redis_client), write_kept(redis_client)) == (1, 0)

    letter = db.session.scalars(select(DeadLetterQueue)).one()
    assert (letter.job_id, letter.reason, letter.arguments) == (
        "job-1",
        "spent",
        {"project": "novel", "token": "[hidden]"},
    )
    assert [entry["attempt"] for entry in letter.attempt_history] == [1]


def test_one_that_cannot_be_written_is_set_aside_and_the_others_are(core: Flask, redis_client: redis.Redis) -> None:
    redis_client.hset(event_keys.UNWRITTEN_LETTERS, "bad", "not json")
    keep_one(redis_client, "good")

    write_kept(redis_client)

    assert db.session.scalars(select(DeadLetterQueue.job_id)).all() == ["good"]
    assert redis_client.exists(event_keys.UNWRITTEN_LETTERS) == 0
    assert redis_client.hget(metric_keys.COUNTERS, "set-aside:dead-letter") == b"1"
