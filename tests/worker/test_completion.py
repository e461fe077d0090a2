"""What goes with an ending: a dead letter before it, the request behind the job after it."""

import redis
from flask import Flask
from sqlalchemy import func, select

from fsp.dead_letters.unwritten import write_kept
from fsp.errors import PermanentFailure
from fsp.extensions import db
from fsp.models.dead_letter import DeadLetterQueue
from fsp.models.job_request import JobRequest, RequestState
from fsp.queueing.enqueue import enqueue
from fsp.queueing.request import request_job
from fsp.settings import Settings
from fsp.worker.attempt_result import RELEASE, cancelled, failure, success
from fsp.worker.completion import after, before, touches_sql
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

    after(claim, cancelled(claim))

    assert db.session.get_one(JobRequest, "one").state == RequestState.CANCELLED


def test_the_database_is_asked_only_where_something_is_settled(core: Flask, redis_client: redis.Redis) -> None:
    enqueue(redis_client, "test-echo", {"text": "x"})
    plain = claimed(redis_client)
    request_job("test-echo", {"text": "x"}, job_id="one")
    requested = claimed(redis_client)

    assert not touches_sql(plain, success(plain, "null", Spent(0.1)))
    assert touches_sql(requested, success(requested, "null", Spent(0.1)))
    assert touches_sql(plain, cancelled(plain))
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
    assert [(one["attempt"], one["outcome"]) for one in letter.attempt_history] == [(1, "failed")]
