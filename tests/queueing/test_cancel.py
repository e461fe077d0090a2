"""Cancelling: at once while a job waits, wherever it waits; not once it has ended."""

from datetime import timedelta

import pytest
import redis
from flask import Flask

from fsp.clock import utc_now
from fsp.errors import Conflict, NotFound
from fsp.gates.controls import pause_type
from fsp.gates.pauses import Pause
from fsp.history.archive import archive_ended_jobs
from fsp.history.rows import find, reading_of
from fsp.inspection.one_job import read_job
from fsp.jobs.deduplication import OnConflict
from fsp.jobs.outcome import Outcome
from fsp.models.job_request import JobRequest, RequestState
from fsp.queueing.cancel import cancel
from fsp.queueing.enqueue import enqueue
from fsp.queueing.reconcile import reconcile
from fsp.queueing.request import request_job
from fsp.redis_ops import gate_keys, keys, rq_keys
from fsp.stores import db
from fsp.worker.attempt_result import AttemptResult, FinishAction, cancelled
from fsp.worker.job_fetcher import finish
from tests.worker.claiming import claim_next, claimed, end

TYPE = "test-count-pages"


@pytest.mark.parametrize("where", ["queued", "scheduled", "parked"])
def test_a_waiting_job_never_runs(core: Flask, redis_client: redis.Redis, where: str) -> None:
    at = utc_now() + timedelta(hours=1) if where == "scheduled" else None
    job_id = enqueue(redis_client, "test-count-pages", {"project": "a"}, at=at).job_id
    if where == "parked":
        pause_type(redis_client, "test-count-pages", Pause("ada", "", utc_now()))
        assert claim_next(redis_client) is None

    assert cancel(redis_client, job_id, by="ada")

    left = redis_client.llen(rq_keys.queue("low")) + redis_client.zcard(rq_keys.scheduled("low"))
    assert left + redis_client.zcard(gate_keys.blocked("low")) == 0
    assert read_job(redis_client, job_id).status == "canceled"


def test_a_request_is_settled_and_does_not_come_back(core: Flask, redis_client: redis.Redis) -> None:
    job_id = request_job("test-count-pages", {"project": "a"}).job_id
    redis_client.flushall()

    assert cancel(redis_client, job_id, by="ada")
    reconcile(redis_client, utc_now() + timedelta(minutes=1))

    db.session.expire_all()
    assert db.session.get_one(JobRequest, job_id).state == RequestState.CANCELLED
    assert claim_next(redis_client) is None


def test_its_key_is_free_again(core: Flask, redis_client: redis.Redis) -> None:
    first = enqueue(redis_client, "test-count-pages", {"project": "a"}, idempotency_key="k").job_id

    cancel(redis_client, first, by="ada")

    assert enqueue(redis_client, "test-count-pages", {"project": "a"}, idempotency_key="k").created


def test_a_running_job_is_asked_to_end(core: Flask, redis_client: redis.Redis) -> None:
    job_id = enqueue(redis_client, "test-count-pages", {"project": "a"}).job_id
    claim = claimed(redis_client)

    assert not cancel(redis_client, job_id, by="ada")

    assert redis_client.sismember(keys.CANCELS, job_id)
    end(redis_client, claim, "success")
    assert not redis_client.exists(keys.CANCELS)


def test_a_running_job_tells_who_asked_for_its_end_first_and_who_cancelled_it(
    core: Flask, redis_client: redis.Redis
) -> None:
    job_id = enqueue(redis_client, "test-count-pages", {"project": "a"}).job_id
    claim = claimed(redis_client)

    for by in ("ada", "bob"):
        cancel(redis_client, job_id, by=by)
    asked = read_job(redis_client, job_id)
    finish(redis_client, claim, cancelled())
    archive_ended_jobs(redis_client)

    ended, row = read_job(redis_client, job_id), find(job_id)
    assert row is not None
    assert (asked.status, asked.cancelled_by, asked.error) == ("started", "ada", "")
    assert (ended.status, ended.cancelled_by, ended.error) == ("canceled", "ada", "cancelled by ada")
    assert asked.cancelled_at == ended.cancelled_at is not None
    assert (reading_of(row).cancelled_by, row.arguments, row.attempt) == ("ada", {"project": "a"}, 1)


@pytest.mark.parametrize("action", [FinishAction.RETRY, FinishAction.RELEASE, FinishAction.CRASH])
def test_a_cancelled_job_does_not_run_again_however_its_attempt_ended(
    core: Flask, redis_client: redis.Redis, action: FinishAction
) -> None:
    job_id = enqueue(redis_client, "test-count-pages", {"project": "a"}).job_id
    claim = claimed(redis_client)
    cancel(redis_client, job_id, by="ada")
    result = AttemptResult(action, Outcome.RETRIED, error="OSError: no", error_traceback="Traceback")

    finish(redis_client, claim, result)
    archive_ended_jobs(redis_client)

    row = find(job_id)
    assert row is not None
    assert (row.state, row.error_message, row.arguments) == ("canceled", "cancelled by ada", {"project": "a"})
    assert read_job(redis_client, job_id).status == "canceled"
    assert claim_next(redis_client) is None
    assert not redis_client.exists(rq_keys.scheduled("low"))


def test_what_has_ended_or_never_was_is_said(core: Flask, redis_client: redis.Redis) -> None:
    job_id = enqueue(redis_client, "test-count-pages", {"project": "a"}).job_id
    end(redis_client, claimed(redis_client), "success")

    with pytest.raises(Conflict, match="has ended"):
        cancel(redis_client, job_id, by="ada")
    with pytest.raises(NotFound):
        cancel(redis_client, "none", by="ada")


def kept_after(connection: redis.Redis, *numbers: str) -> list[str]:
    """Ask again, while a job of the same key runs, for one that is kept to run after it; return the ids."""
    keep = OnConflict.KEEP_LAST_IF_RUNNING
    return [
        enqueue(connection, TYPE, {"project": number}, idempotency_key="k", on_conflict=keep).job_id
        for number in numbers
    ]


def test_a_cancelled_job_that_was_kept_for_later_stays_cancelled(core: Flask, redis_client: redis.Redis) -> None:
    enqueue(redis_client, TYPE, {"project": "a"}, idempotency_key="k")
    running = claimed(redis_client)
    (stored,) = kept_after(redis_client, "b")

    assert cancel(redis_client, stored, by="ada")
    (later,) = kept_after(redis_client, "c")
    end(redis_client, running, "success")

    assert read_job(redis_client, stored).status == "canceled"
    assert redis_client.zscore("rq:canceled:low", stored) is not None
    assert claimed(redis_client).job_id == later
    assert claim_next(redis_client) is None


def test_after_a_cancelled_one_nothing_is_kept(core: Flask, redis_client: redis.Redis) -> None:
    enqueue(redis_client, TYPE, {"project": "a"}, idempotency_key="k")
    running = claimed(redis_client)
    (stored,) = kept_after(redis_client, "b")

    cancel(redis_client, stored, by="ada")
    end(redis_client, running, "success")

    assert claim_next(redis_client) is None
    assert enqueue(redis_client, TYPE, {"project": "c"}, idempotency_key="k").created


def test_cancelling_the_first_while_it_waits_again_lets_the_kept_one_run(
    core: Flask, redis_client: redis.Redis
) -> None:
    first = enqueue(redis_client, TYPE, {"project": "a"}, idempotency_key="k").job_id
    running = claimed(redis_client)
    (stored,) = kept_after(redis_client, "b")
    end(redis_client, running, "retry", due_at=4e9)

    assert cancel(redis_client, first, by="ada")

    assert claimed(redis_client).job_id == stored
    assert not enqueue(redis_client, TYPE, {"project": "c"}, idempotency_key="k").created


def test_cancelling_the_running_one_lets_the_kept_one_run(core: Flask, redis_client: redis.Redis) -> None:
    first = enqueue(redis_client, TYPE, {"project": "a"}, idempotency_key="k").job_id
    running = claimed(redis_client)
    (stored,) = kept_after(redis_client, "b")

    cancel(redis_client, first, by="ada")
    end(redis_client, running, "cancel")

    assert read_job(redis_client, first).status == "canceled"
    assert claimed(redis_client).job_id == stored
