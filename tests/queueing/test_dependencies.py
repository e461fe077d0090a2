"""Requests that run after others: what SQL knows of them outlives Redis."""

from datetime import timedelta

import pytest
import redis
from flask import Flask
from sqlalchemy import update

from fsp.clock import utc_now
from fsp.errors import NotFound
from fsp.inspection.one_job import read_job
from fsp.jobs.job_options import OnFailure
from fsp.models.job_request import JobRequest, RequestState
from fsp.queueing.dependencies import still_awaited
from fsp.queueing.reconcile import reconcile
from fsp.queueing.request import request_job
from fsp.redis_ops import rq_keys
from fsp.stores import db
from tests.worker.claiming import claim_next, claimed, end


def ask(job_id: str, *after: str) -> str:
    return request_job("test-count-pages", {"project": "a"}, job_id=job_id, after=after).job_id


def settle(job_id: str, state: RequestState) -> None:
    db.session.execute(update(JobRequest).where(JobRequest.job_id == job_id).values(state=state))
    db.session.commit()


def test_a_wiped_redis_keeps_the_order(core: Flask, redis_client: redis.Redis) -> None:
    ask("one")
    ask("two", "one")
    ask("three", "one", "two")
    end(redis_client, claimed(redis_client), "success")
    settle("one", RequestState.DONE)
    redis_client.flushall()

    reconcile(redis_client, utc_now() + timedelta(minutes=1))

    assert redis_client.smembers(rq_keys.dependencies("three")) == {b"two"}
    end(redis_client, claimed(redis_client), "success")
    assert claimed(redis_client).job_id == "three"
    assert claim_next(redis_client) is None


def test_what_died_before_the_wipe_still_holds_it(core: Flask, redis_client: redis.Redis) -> None:
    ask("one")
    ask("two", "one")
    settle("one", RequestState.DEAD)
    redis_client.flushall()

    reconcile(redis_client, utc_now() + timedelta(minutes=1))

    assert read_job(redis_client, "two").status == "deferred"


def test_more_requests_than_a_page_are_all_reconciled(
    core: Flask, redis_client: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fsp.queueing.reconcile.BATCH", 2)
    for number in range(7):
        ask(f"job-{number}")
    redis_client.flushall()

    assert reconcile(redis_client, utc_now() + timedelta(minutes=1)).enqueued == 7


def test_only_what_was_asked_for_can_be_waited_for(core: Flask, redis_client: redis.Redis) -> None:
    with pytest.raises(NotFound, match="none"):
        ask("two", "none")

    assert db.session.get(JobRequest, "two") is None


@pytest.mark.parametrize(
    ("state", "on_failure", "awaited"),
    [
        (RequestState.QUEUED, OnFailure.RUN, ["one"]),
        (RequestState.DONE, OnFailure.WAIT, []),
        (RequestState.DEAD, OnFailure.WAIT, ["one"]),
        (RequestState.DEAD, OnFailure.RUN, []),
        (RequestState.CANCELLED, OnFailure.RUN, []),
    ],
)
def test_an_end_counts_as_asked(
    core: Flask, redis_client: redis.Redis, state: RequestState, on_failure: OnFailure, awaited: list[str]
) -> None:
    ask("one")
    settle("one", state)

    assert still_awaited(["one"], on_failure) == awaited


def test_a_replays_success_is_the_success_of_what_died(core: Flask, redis_client: redis.Redis) -> None:
    ask("one")
    ask("one-replay-1")
    settle("one", RequestState.DEAD)
    assert still_awaited(["one"], OnFailure.WAIT) == ["one"]

    settle("one-replay-1", RequestState.DONE)

    assert still_awaited(["one"], OnFailure.WAIT) == []


def test_a_job_redis_forgot_after_its_success_holds_nothing_back(core: Flask, redis_client: redis.Redis) -> None:
    ask("one")
    settle("one", RequestState.DONE)
    redis_client.flushall()

    ask("two", "one")

    assert read_job(redis_client, "two").status == "queued"
