"""Recording: SQL first, then Redis; a stale ending changes nothing."""

import pytest
import redis
from flask import Flask
from sqlalchemy import func, select

from fsp.errors import PermanentFailure
from fsp.extensions import db
from fsp.models.dead_letter import DeadLetterQueue
from fsp.models.job_request import JobRequest, RequestState
from fsp.queueing.jobs import read_job
from fsp.queueing.request import request_job
from fsp.redis_ops import keys, metric_keys
from fsp.worker.attempt_result import CRASH, failure, success
from fsp.worker.claim import Claim, reap
from fsp.worker.recording import record
from fsp.worker.spent import Spent
from tests.worker.claiming import claimed


@pytest.fixture
def claim(core: Flask, redis_client: redis.Redis) -> Claim:
    request_job("test-echo", {"text": "x"}, job_id="one")
    return claimed(redis_client)


def state() -> str:
    db.session.expire_all()
    return db.session.get_one(JobRequest, "one").state


def test_a_success_settles_the_request(claim: Claim, redis_client: redis.Redis) -> None:
    assert record(redis_client, claim, success(claim, "null", Spent(0.5)))

    assert state() == RequestState.DONE
    assert redis_client.hget(metric_keys.histogram("test-echo"), "0.5") == b"1"


def test_a_permanent_failure_is_buried_at_once(claim: Claim, redis_client: redis.Redis) -> None:
    record(redis_client, claim, failure(claim, PermanentFailure("token=hunter2 is wrong"), Spent(0.1)))

    letter = db.session.scalars(select(DeadLetterQueue)).one()
    assert (letter.reason, state()) == ("permanent", RequestState.DEAD)
    assert "hunter2" not in letter.error_message + letter.error_traceback


def test_the_third_crash_buries_the_job(claim: Claim, redis_client: redis.Redis) -> None:
    record(redis_client, claim, CRASH)
    record(redis_client, claimed(redis_client), CRASH)
    record(redis_client, claimed(redis_client), CRASH)

    assert db.session.scalars(select(DeadLetterQueue.reason)).one() == "poison"
    assert (read_job(redis_client, "one").status, state()) == ("failed", RequestState.DEAD)


def test_a_stale_success_settles_nothing(claim: Claim, redis_client: redis.Redis) -> None:
    redis_client.zadd(keys.LEASES, {"one": 1})
    reap(redis_client)

    assert not record(redis_client, claim, success(claim, "null", Spent(0.1)))

    assert state() == RequestState.QUEUED
    assert redis_client.hget(metric_keys.COUNTERS, "fenced") == b"1"
    assert db.session.scalar(select(func.count(DeadLetterQueue.id))) == 0
