"""A worker that is killed: its job comes back once, its slot is freed, and the attempt is told; with real processes."""

import signal
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import psutil
import pytest
import redis
from flask import Flask

from fsp.inspection.attempts import read_attempts
from fsp.inspection.late_results import read_late_results
from fsp.inspection.one_job import read_job
from fsp.metrics.counters import read_totals
from fsp.queueing.enqueue import enqueue
from fsp.redis_ops import gate_keys, keys, metric_keys
from fsp.settings import Settings
from testbed.processes import COMMAND, environment, until
from tests.worker import slow_jobs  # noqa: F401

ROOT = Path(__file__).parents[2]
LEASE_SECONDS = 5
"""The shortest there is; what holds is counted in leases."""


class Workers:
    """Workers as processes, with leases of five seconds."""

    def __init__(self, stack: ExitStack, settings: Settings) -> None:
        self._stack = stack
        self._environment = environment(
            settings.data_dir,
            REDIS_URL=settings.redis_url or "",
            FSP_JOB_MODULES="tests.worker.slow_jobs",
            FSP_LEASE_SECONDS=str(LEASE_SECONDS),
        )

    def start(self) -> "subprocess.Popen[bytes]":
        worker = subprocess.Popen([*COMMAND, "worker"], env=self._environment, cwd=ROOT)
        self._stack.callback(worker.wait)
        self._stack.callback(worker.kill)
        return worker


@pytest.fixture
def workers(core: Flask, settings: Settings) -> Iterator[Workers]:
    with ExitStack() as stack:
        yield Workers(stack, settings)


def test_a_killed_workers_job_runs_again_once_and_its_attempt_is_told(
    workers: Workers, redis_client: redis.Redis
) -> None:
    job_id = enqueue(redis_client, "test-second-time", {}).job_id
    first = workers.start()
    until(lambda: redis_client.get("test:started") == b"1", seconds=120, what="the job runs")
    workers.start()
    until(lambda: redis_client.scard("rq:workers") == 2, seconds=120, what="the other worker is there")

    first.kill()
    until(lambda: read_job(redis_client, job_id).status == "finished", seconds=120, what="the job has ended")

    job = read_job(redis_client, job_id)
    assert (job.attempt, job.result, redis_client.get("test:started")) == (2, "done", b"2")
    assert [(attempt.attempt, attempt.outcome) for attempt in read_attempts(redis_client, job_id)] == [
        (1, "lost_worker")
    ]
    assert read_totals(redis_client)["reaped"] == 1
    assert redis_client.zcard(gate_keys.slots("test-second-time")) == redis_client.zcard(keys.LEASES) == 0


def test_a_worker_that_slept_past_its_lease_writes_nothing(workers: Workers, redis_client: redis.Redis) -> None:
    job_id = enqueue(redis_client, "test-until-told", {}).job_id
    sleeper = workers.start()
    until(lambda: redis_client.get("test:started") == b"1", seconds=120, what="the job runs")
    asleep = [psutil.Process(sleeper.pid), *psutil.Process(sleeper.pid).children(recursive=True)]
    for process in asleep:
        process.send_signal(signal.SIGSTOP)

    workers.start()
    until(lambda: redis_client.get("test:started") == b"2", seconds=120, what="the job runs again")
    redis_client.set("test:end", 1)
    until(lambda: read_job(redis_client, job_id).status == "finished", seconds=120, what="the job has ended")
    # The child alone, with its job done: its worker would end it for its lost lease.
    for process in asleep[1:]:
        process.send_signal(signal.SIGCONT)
    until(lambda: bool(read_late_results(redis_client)), seconds=120, what="the late ending is refused")

    (late,) = read_late_results(redis_client, job_id=job_id)
    assert (late.outcome, read_totals(redis_client)["fenced"]) == ("succeeded", 1)
    assert read_job(redis_client, job_id).attempt == 2
    counted = redis_client.hget(metric_keys.COUNTERS, "test-until-told|medium|succeeded")
    assert (counted, redis_client.llen(metric_keys.ring("test-until-told"))) == (b"1", 1)
