"""Reconciling SQL's requests with what Redis knows."""

from datetime import timedelta
from typing import Any

import redis
from flask import Flask
from sqlalchemy import update

from fsp.clock import utc_now
from fsp.handlers import catalogue  # noqa: F401
from fsp.models.job_request import JobRequest, RequestState
from fsp.queueing.reconcile import Reconciled, reconcile
from fsp.queueing.request import request_job
from fsp.redis_ops import metric_keys, rq_keys
from fsp.stored import text_of
from fsp.stores import db


def test_a_wiped_redis_loses_no_request(core: Flask, redis_client: redis.Redis) -> None:
    ids = {request_job("test-count-pages", {"project": "p"}).job_id for _ in range(5)}
    redis_client.flushall()

    later = utc_now() + timedelta(minutes=1)
    first, second = reconcile(redis_client, later), reconcile(redis_client, later)

    assert (first, second) == (Reconciled(5, 0), Reconciled(0, 0))
    assert {text_of(job_id) for job_id in redis_client.lrange(rq_keys.queue("low"), 0, -1)} == ids


def test_an_ending_that_was_not_written_down_is_made_up_for(core: Flask, redis_client: redis.Redis) -> None:
    job_id = request_job("test-count-pages", {"project": "p"}).job_id
    redis_client.hset(rq_keys.job(job_id), "status", "finished")

    reconcile(redis_client, utc_now() + timedelta(minutes=1))

    assert db.session.get_one(JobRequest, job_id).state == RequestState.DONE


def test_a_request_that_cannot_be_enqueued_is_named_and_the_others_are_enqueued(
    core: Flask, redis_client: redis.Redis
) -> None:
    ids = [request_job("test-count-pages", {"project": "p"}).job_id for _ in range(5)]
    changes: list[dict[str, Any]] = [{"job_type": "gone"}, {"arguments": {"shop": 1}}]
    changes += [{"on_failure": "whatever"}, {"arguments": ["no object"]}]
    for job_id, changed in zip(ids, changes, strict=False):
        db.session.execute(update(JobRequest).where(JobRequest.job_id == job_id).values(**changed))
    db.session.commit()
    redis_client.flushall()
    ids.insert(4, request_job("test-count-pages", {"project": "p"}, job_id="blocked").job_id)
    redis_client.delete(rq_keys.queue("low"), rq_keys.job("blocked"))
    redis_client.set(rq_keys.job("blocked"), "in the way")

    first, second = (reconcile(redis_client, utc_now() + timedelta(minutes=1)) for _ in range(2))

    assert (first.enqueued, first.set_aside, second.enqueued, second.set_aside) == (1, 5, 0, 5)
    assert sorted(name.partition(":")[0] for name in first.named) == sorted(ids[:5])
    assert [text_of(job_id) for job_id in redis_client.lrange(rq_keys.queue("low"), 0, -1)] == ids[5:]
    db.session.expire_all()
    owed = db.session.get_one(JobRequest, ids[0])
    assert (owed.state, owed.error.partition(";")[0]) == (
        RequestState.QUEUED,
        'UnknownJobType: There is no job type "gone"',
    )
    # What was named before is not counted again each minute.
    assert redis_client.hget(metric_keys.COUNTERS, "set-aside:request") == b"5"
