"""Reconciling SQL's requests with what Redis knows."""

from datetime import timedelta

import redis
from flask import Flask

from fsp.clock import utc_now
from fsp.extensions import db
from fsp.handlers import catalogue  # noqa: F401
from fsp.models.job_request import JobRequest, RequestState
from fsp.queueing.reconcile import Reconciled, reconcile
from fsp.queueing.request import request_job
from fsp.redis_ops import rq_keys


def test_a_wiped_redis_loses_no_request(core: Flask, redis_client: redis.Redis) -> None:
    ids = {request_job("test-count-pages", {"project": "p"}).job_id for _ in range(5)}
    redis_client.flushall()

    later = utc_now() + timedelta(minutes=1)
    first, second = reconcile(redis_client, later), reconcile(redis_client, later)

    assert (first, second) == (Reconciled(5, 0), Reconciled(0, 0))
    assert {job_id.decode() for job_id in redis_client.lrange(rq_keys.queue("low"), 0, -1)} == ids


def test_an_ending_that_was_not_written_down_is_made_up_for(core: Flask, redis_client: redis.Redis) -> None:
    job_id = request_job("test-count-pages", {"project": "p"}).job_id
    redis_client.hset(rq_keys.job(job_id), "status", "finished")

    reconcile(redis_client, utc_now() + timedelta(minutes=1))

    assert db.session.get_one(JobRequest, job_id).state == RequestState.DONE
