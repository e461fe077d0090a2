"""Requests: written down before they are enqueued, settled once."""

from contextlib import nullcontext
from datetime import timedelta

import pytest
import redis
from flask import Flask
from sqlalchemy import func, select

from fsp.clock import utc_now
from fsp.errors import Conflict, InvalidArguments
from fsp.inspection.one_job import read_job
from fsp.jobs.deduplication import Deduplication, OnConflict
from fsp.jobs.job_options import OnFailure, RequestOptions
from fsp.jobs.registry import job_type
from fsp.models.job_request import JobRequest, RequestState
from fsp.queueing.reconcile import Reconciled, reconcile
from fsp.queueing.request import add_request, complete_request, request_job
from fsp.queueing.request_once import request_once
from fsp.stores import db
from tests.inspection.waiting import waiting_jobs
from tests.worker.claiming import claim_next, claimed, end


def test_a_request_is_kept_and_enqueued(core: Flask, redis_client: redis.Redis) -> None:
    request = request_job("export-data", {"project": "a"}, requested_by="ada")

    assert [job.job_id for job in waiting_jobs(redis_client)] == [request.job_id]
    assert db.session.get_one(JobRequest, request.job_id).state == RequestState.QUEUED


def test_what_does_not_fit_is_neither_kept_nor_enqueued(core: Flask, redis_client: redis.Redis) -> None:
    with pytest.raises(InvalidArguments):
        request_job("export-data", {"project": 1})

    assert db.session.scalar(select(func.count()).select_from(JobRequest)) == 0
    assert waiting_jobs(redis_client) == []


def test_a_request_is_settled_once(core: Flask, redis_client: redis.Redis) -> None:
    request = request_job("export-data", {"project": "a"})

    settled = [complete_request(request.job_id, state) for state in (RequestState.DONE, RequestState.DEAD)]

    assert settled == [True, False]


for conflict in OnConflict:
    by_project = Deduplication(("project",), on_conflict=conflict)

    def do_it(project: str, number: int = 0) -> None:
        """Do nothing."""

    do_it.__qualname__ = f"do_it_{conflict}"
    job_type(f"test-by-project-{conflict}", deduplication=by_project)(do_it)


def state_of(job_id: str) -> RequestState:
    db.session.expire_all()
    return RequestState(db.session.get_one(JobRequest, job_id).state)


def reconciled(connection: redis.Redis) -> Reconciled:
    return reconcile(connection, utc_now() + timedelta(minutes=1))


def rows_but(job_id: str) -> list[str]:
    return list(db.session.scalars(select(JobRequest.job_id).where(JobRequest.job_id != job_id)))


@pytest.mark.parametrize("conflict", ["return", "raise"])
def test_what_another_job_answers_is_owed_no_more(core: Flask, redis_client: redis.Redis, conflict: str) -> None:
    first = request_job(f"test-by-project-{conflict}", {"project": "a"}).job_id

    with pytest.raises(Conflict, match=first) if conflict == "raise" else nullcontext():
        request_job(f"test-by-project-{conflict}", {"project": "a", "number": 2})
    end(redis_client, claimed(redis_client), "success")

    (second,) = rows_but(first)
    assert state_of(second) == RequestState.SKIPPED
    assert reconciled(redis_client).enqueued == 0
    assert claim_next(redis_client) is None


def test_the_caller_learns_which_job_answers(core: Flask, redis_client: redis.Redis) -> None:
    first = request_job("test-by-project-return", {"project": "a"})
    second = request_job("test-by-project-return", {"project": "a"})
    over_http = request_once("test-by-project-return", {"project": "a"}, RequestOptions(requested_by="ada"), key="k")
    again = request_once("test-by-project-return", {"project": "a"}, RequestOptions(requested_by="ada"), key="k")

    assert (first.created, second.created, second.job_id) == (True, False, first.job_id)
    assert over_http == again == (first.job_id, False)


def test_a_crash_before_the_push_makes_no_second_one(core: Flask, redis_client: redis.Redis) -> None:
    running = request_job("test-by-project-return", {"project": "a"}).job_id
    claim = claimed(redis_client)
    forgotten = add_request("test-by-project-return", {"project": "a", "number": 0}, RequestOptions()).job_id
    db.session.commit()

    result = reconciled(redis_client)
    end(redis_client, claim, "success")

    assert (result.enqueued, state_of(forgotten)) == (0, RequestState.SKIPPED)
    assert reconciled(redis_client).enqueued == 0
    assert claim.job_id == running


def test_new_arguments_of_a_waiting_job_outlive_redis(core: Flask, redis_client: redis.Redis) -> None:
    first = request_job("test-by-project-replace_if_waiting", {"project": "a", "number": 1}).job_id
    request_job("test-by-project-replace_if_waiting", {"project": "a", "number": 2})
    redis_client.flushall()

    assert reconciled(redis_client).enqueued == 1

    claim = claimed(redis_client)
    assert (claim.job_id, claim.arguments["number"]) == (first, 2)
    assert claim_next(redis_client) is None


def test_of_those_kept_for_later_only_the_last_runs_and_the_others_are_cancelled(
    core: Flask, redis_client: redis.Redis
) -> None:
    name = "test-by-project-keep_last_if_running"
    request_job(name, {"project": "a", "number": 1})
    running = claimed(redis_client)
    older, last = (request_job(name, {"project": "a", "number": number}).job_id for number in (2, 3))
    after_older = request_job("test-count-pages", {"project": "b"}, after=[older], on_failure=OnFailure.RUN).job_id

    reconciled(redis_client)
    end(redis_client, running, "success")

    ended = read_job(redis_client, older)
    assert (ended.status, ended.error) == ("canceled", f"the newer job {last} took its place")
    assert (state_of(older), state_of(last)) == (RequestState.CANCELLED, RequestState.QUEUED)
    assert {claimed(redis_client).job_id, claimed(redis_client).job_id} == {last, after_older}
    assert (reconciled(redis_client).enqueued, claim_next(redis_client)) == (0, None)
