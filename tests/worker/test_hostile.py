"""Whatever a job raises, its ending is recorded with its cause, and it costs no process."""

from collections.abc import Callable

import pytest
import redis
from flask import Flask
from sqlalchemy import select

from fsp.inspection.attempts import read_attempts
from fsp.inspection.jobs import read_log
from fsp.inspection.one_job import read_job
from fsp.jobs.progress import Progress
from fsp.jobs.run_context import Nobody
from fsp.models.dead_letter import DeadLetterQueue
from fsp.models.job_history import JobHistory
from fsp.queueing.enqueue import enqueue
from fsp.redis_ops import gate_keys, keys, rq_keys
from fsp.stores import db
from fsp.worker.attempt import AttemptContext, attempt
from fsp.worker.cost import ThreadMeter
from fsp.worker.job_fetcher import RECORDED, finish
from fsp.worker.time_limit import ThreadLimit
from tests.worker.claiming import claimed
from tests.worker.hostile import ERRORS


@pytest.mark.parametrize("kind", ERRORS)
def test_any_error_is_recorded_as_a_failure_to_be_retried(core: Flask, redis_client: redis.Redis, kind: str) -> None:
    job_id = enqueue(redis_client, "test-hostile", {"kind": kind}).job_id
    claim = claimed(redis_client)

    ending = attempt(AttemptContext(core, ThreadLimit(), ThreadMeter()), claim, Nobody())

    assert (ending.action, ending.outcome) == ("retry", "retried")
    assert ending.error.startswith(kind.removesuffix("-"))
    assert finish(redis_client, claim, ending) == RECORDED
    (recorded,) = read_attempts(redis_client, job_id)
    assert recorded.error.startswith(kind.removesuffix("-"))
    assert "hostile.py" in recorded.traceback


@pytest.mark.parametrize("mode", ["burst", "threaded"])
def test_a_worker_goes_on_after_each_of_them(
    mode: str, request: pytest.FixtureRequest, redis_client: redis.Redis, caplog: pytest.LogCaptureFixture
) -> None:
    work: Callable[[], None] = request.getfixturevalue(mode)
    jobs = {kind: enqueue(redis_client, "test-hostile", {"kind": kind}).job_id for kind in ERRORS}

    work()

    endings = {kind: read_job(redis_client, job_id) for kind, job_id in jobs.items()}
    assert {(job.status, job.attempt) for job in endings.values()} == {("scheduled", 1)}
    assert "a child ended under its job" not in caplog.text
    assert redis_client.zcard(keys.LEASES) == redis_client.zcard(gate_keys.slots("test-hostile")) == 0


PYTHON_MAKES_OF_IT = {"StopIteration": "RuntimeError", "OddClass": "KeyboardInterrupt"}
"""Raised in a coroutine, these become others before anybody sees them."""


@pytest.mark.parametrize("mode", ["burst", "threaded"])
def test_a_coroutine_may_raise_each_of_them_too(
    mode: str, request: pytest.FixtureRequest, redis_client: redis.Redis, caplog: pytest.LogCaptureFixture
) -> None:
    work: Callable[[], None] = request.getfixturevalue(mode)
    jobs = {kind: enqueue(redis_client, "test-hostile-async", {"kind": kind}).job_id for kind in ERRORS}

    work()

    for kind, job_id in jobs.items():
        (recorded,) = read_attempts(redis_client, job_id)
        name = PYTHON_MAKES_OF_IT.get(kind, kind.removesuffix("-"))
        assert (kind, recorded.outcome, recorded.error.partition(":")[0]) == (kind, "retried", name)
    assert "a child ended under its job" not in caplog.text


@pytest.mark.parametrize("kind", ["RecursionError", "MemoryError", "StopIteration"])
def test_what_python_itself_raises_is_recorded(kind: str, burst: Callable[[], None], redis_client: redis.Redis) -> None:
    job_id = enqueue(redis_client, "test-exhausting", {"kind": kind}).job_id

    burst()

    (recorded,) = read_attempts(redis_client, job_id)
    assert (recorded.outcome, recorded.error.partition(":")[0]) == ("retried", kind)


def test_one_that_is_spent_is_a_dead_letter_with_its_cause(
    burst: Callable[[], None], redis_client: redis.Redis
) -> None:
    for kind in ERRORS:
        enqueue(redis_client, "test-hostile", {"kind": kind}, job_id=kind)
        redis_client.hset(rq_keys.job(kind), "fsp_failures", 3)

    burst()

    letters = db.session.scalars(select(DeadLetterQueue)).all()
    assert {letter.job_id: letter.error_class for letter in letters} == {
        kind: kind.removesuffix("-") for kind in ERRORS
    }
    assert {letter.reason for letter in letters} == {"spent"}
    assert set(db.session.scalars(select(JobHistory.job_id))) == set(ERRORS)


def test_a_group_of_permanent_failures_is_permanent(burst: Callable[[], None], redis_client: redis.Redis) -> None:
    enqueue(redis_client, "test-permanent-group", {})

    burst()

    assert db.session.scalars(select(DeadLetterQueue.reason)).one() == "permanent"


def test_a_result_that_is_too_large_is_refused(burst: Callable[[], None], redis_client: redis.Redis) -> None:
    enqueue(redis_client, "test-large", {})

    burst()

    letter = db.session.scalars(select(DeadLetterQueue)).one()
    assert (letter.reason, letter.error_class) == ("permanent", "InvalidResult")
    assert "may take 262144 bytes as JSON, got 20000002" in letter.error_message


def test_odd_progress_log_lines_and_steps_fail_no_job(burst: Callable[[], None], redis_client: redis.Redis) -> None:
    job_id = enqueue(redis_client, "test-odd-telling", {}).job_id

    burst()

    job = read_job(redis_client, job_id)
    assert (job.status, job.progress) == ("finished", Progress(1.0, 2.0, "half\\ud800"))
    lines = [line.partition(" ")[2] for line in read_log(redis_client, job_id)]
    assert "WARNING shop sold %d of %s ('many',)" in lines
    assert any("WARNING shop sold shelf=" in line and "RuntimeError" in line for line in lines)


def test_a_copy_that_a_job_forked_does_not_go_on_as_a_worker(
    burst: Callable[[], None], redis_client: redis.Redis
) -> None:
    jobs = [enqueue(redis_client, "test-fork", {}).job_id for _ in range(3)]

    burst()

    results = [read_job(redis_client, job_id).result for job_id in jobs]
    assert len(set(results)) == 1
    assert redis_client.hget("fsp:counters", "fenced") is None
