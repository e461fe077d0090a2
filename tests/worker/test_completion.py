"""Completing an attempt: SQL before Redis, the request behind the job after it; a late result changes nothing."""

import pytest
import redis
from flask import Flask
from sqlalchemy import func, select

from fsp.dead_letters.unwritten import write_kept
from fsp.errors import PermanentFailure
from fsp.inspection.one_job import read_job
from fsp.metrics.event_log import catch_up
from fsp.models.dead_letter import DeadLetterQueue
from fsp.models.job_request import JobRequest, RequestState
from fsp.queueing.enqueue import enqueue
from fsp.queueing.request import request_job
from fsp.redis_ops import keys, metric_keys
from fsp.settings import Settings
from fsp.stores import db
from fsp.worker.attempt_result import CRASH, RELEASE, cancelled, failure, success
from fsp.worker.claim import Claim, reap
from fsp.worker.completion import after, before, record, touches_sql
from fsp.worker.job_fetcher import RECORDED, finish
from fsp.worker.spent import Spent
from tests.worker.claiming import claimed


def test_only_a_dead_job_is_buried(core: Flask, redis_client: redis.Redis) -> None:
    enqueue(redis_client, "test-echo", {"text": "x"})
    claim = claimed(redis_client)
    again, dead = failure(claim, ValueError("no"), Spent(0.1)), failure(claim, PermanentFailure("never"), Spent(0.1))

    before(redis_client, claim, again)
    before(redis_client, claim, RELEASE)
    assert db.session.scalar(select(func.count(DeadLetterQueue.id))) == 0

    before(redis_client, claim, dead)
    letter = db.session.scalars(select(DeadLetterQueue)).one()
    assert (letter.error_class, letter.error_message) == ("PermanentFailure", "never")


def test_a_cancelled_job_settles_its_request(core: Flask, redis_client: redis.Redis) -> None:
    request_job("test-echo", {"text": "x"}, job_id="one")
    claim = claimed(redis_client)

    after(claim, cancelled())

    assert db.session.get_one(JobRequest, "one").state == RequestState.CANCELLED


def test_the_database_is_asked_only_where_something_is_settled(core: Flask, redis_client: redis.Redis) -> None:
    enqueue(redis_client, "test-echo", {"text": "x"})
    plain = claimed(redis_client)
    request_job("test-echo", {"text": "x"}, job_id="one")
    requested = claimed(redis_client)

    assert not touches_sql(plain, success("null", Spent(0.1)))
    assert touches_sql(requested, success("null", Spent(0.1)))
    assert touches_sql(plain, cancelled())
    assert not touches_sql(requested, RELEASE)


def test_a_letter_that_the_database_cannot_take_waits_in_redis(
    core: Flask, settings: Settings, redis_client: redis.Redis
) -> None:
    enqueue(redis_client, "test-echo", {"text": "x"}, job_id="one")
    claim = claimed(redis_client)
    dead = failure(claim, PermanentFailure("never"), Spent(0.1))
    file = settings.data_dir / "fsp.sqlite3"
    db.session.remove()
    db.engine.dispose()
    file.rename(file.with_name("away"))
    file.mkdir()

    before(redis_client, claim, dead)
    is_recorded = finish(redis_client, claim, dead)

    file.rmdir()
    file.with_name("away").rename(file)
    assert (is_recorded, write_kept(redis_client)) == (RECORDED, 1)
    letter = db.session.scalars(select(DeadLetterQueue)).one()
    assert (letter.job_id, letter.reason, letter.error_class) == ("one", "permanent", "PermanentFailure")
    assert [(entry["attempt"], entry["outcome"]) for entry in letter.attempt_history] == [(1, "failed")]


@pytest.fixture
def claim(core: Flask, redis_client: redis.Redis) -> Claim:
    request_job("test-echo", {"text": "x"}, job_id="one")
    return claimed(redis_client)


def state() -> str:
    db.session.expire_all()
    return db.session.get_one(JobRequest, "one").state


def test_a_success_settles_the_request(claim: Claim, redis_client: redis.Redis) -> None:
    assert record(redis_client, claim, success("null", Spent(0.5)))

    assert state() == RequestState.DONE
    catch_up(redis_client)
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

    assert not record(redis_client, claim, success("null", Spent(0.1)))

    assert state() == RequestState.QUEUED
    assert redis_client.hget(metric_keys.COUNTERS, "fenced") == b"1"
    assert db.session.scalar(select(func.count(DeadLetterQueue.id))) == 0
