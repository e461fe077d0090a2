"""What a job changes in its process ends with the job."""

import os
from collections.abc import Callable

import pytest
import redis
from flask import Flask
from sqlalchemy import select

from fsp.inspection.jobs import read_log
from fsp.inspection.one_job import read_job
from fsp.models.dead_letter import DeadLetterQueue
from fsp.queueing.enqueue import enqueue
from fsp.settings import Settings
from fsp.stores import db
from fsp.worker.worker import FspWorker
from tests.worker.claiming import QUEUES
from tests.worker.leaking import LEAKS
from tests.worker.test_child import is_alive


def test_the_next_job_finds_the_process_as_the_first_one_did(
    core: Flask, burst: Callable[[], None], redis_client: redis.Redis
) -> None:
    first = enqueue(redis_client, "test-witness", {}).job_id
    seen = {}
    for kind in LEAKS:
        enqueue(redis_client, "test-leak", {"kind": kind})
        seen[kind] = enqueue(redis_client, "test-witness", {}).job_id
    late = enqueue(redis_client, "test-hang", {}).job_id

    burst()

    expected = read_job(redis_client, first).result
    assert expected is not None
    for kind, job_id in seen.items():
        assert (kind, read_job(redis_client, job_id).result) == (kind, expected)
    assert all(len(read_log(redis_client, job_id)) == 1 for job_id in seen.values())
    letter = db.session.scalars(select(DeadLetterQueue).where(DeadLetterQueue.job_id == late)).one()
    assert (letter.reason, letter.error_class) == ("timeout", "TimeLimitExceeded")
    assert "ignored" not in letter.error_message


def test_threads_find_it_so_once_none_of_them_runs_a_job(
    core: Flask, settings: Settings, redis_client: redis.Redis
) -> None:
    threaded = settings.model_copy(update={"worker_threads": 2})
    chain = [enqueue(redis_client, "test-witness", {}).job_id]
    for kind in ("folder", "environment", "stdout", "stderr", "handlers", "recursion"):
        leak = enqueue(redis_client, "test-leak", {"kind": kind}, after=chain[-1:]).job_id
        chain.append(enqueue(redis_client, "test-witness", {}, after=[leak]).job_id)

    FspWorker(QUEUES, connection=redis_client, settings=threaded).work(burst=True)

    first, *others = [read_job(redis_client, job_id).result for job_id in chain]
    assert first is not None
    assert others == [first] * 6


def test_programs_of_a_job_whose_time_is_up_are_ended(burst: Callable[[], None], redis_client: redis.Redis) -> None:
    enqueue(redis_client, "test-leaves-program", {})

    burst()

    assert db.session.scalars(select(DeadLetterQueue.reason)).one() == "timeout"
    programs = [int(pid) for pid in redis_client.lrange("test:programs", 0, -1)]
    assert (len(programs), [pid for pid in programs if is_alive(pid)]) == (2, [])


@pytest.mark.parametrize("mode", ["burst", "threaded"])
def test_a_process_that_a_job_forked_can_be_terminated(
    mode: str, request: pytest.FixtureRequest, redis_client: redis.Redis
) -> None:
    job_id = enqueue(redis_client, "test-terminates", {}).job_id

    request.getfixturevalue(mode)()

    assert read_job(redis_client, job_id).result == -15


def test_a_job_that_closes_every_file_costs_no_worker(burst: Callable[[], None], redis_client: redis.Redis) -> None:
    enqueue(redis_client, "test-closes-all", {})
    other = enqueue(redis_client, "test-where", {}).job_id

    burst()

    assert read_job(redis_client, other).result not in {None, os.getpid()}
