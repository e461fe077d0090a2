"""A worker and a scheduler whose Redis rejects writes wait, stay, and run each job once."""

import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import pytest
import redis
from flask import Flask

from fsp.inspection.one_job import read_job
from fsp.queueing.enqueue import enqueue
from fsp.redis_client import client_of
from fsp.redis_ops import keys
from fsp.scheduler.process import FspScheduler
from fsp.settings import Settings
from fsp.worker.claim import reap
from fsp.worker.interval import Interval
from testbed.processes import COMMAND, environment, until
from tests.refusing import refusing
from tests.worker import slow_jobs  # noqa: F401
from tests.worker.claiming import claimed

ROOT = Path(__file__).parents[2]


class Worker:
    """A worker process and its log."""

    def __init__(self, settings: Settings, log: Path) -> None:
        self.log = log
        variables = environment(
            settings.data_dir,
            REDIS_URL=settings.redis_url or "",
            FSP_JOB_MODULES="tests.worker.slow_jobs",
            FSP_LEASE_SECONDS="5",
        )
        with log.open("wb") as output:
            self.process = subprocess.Popen([*COMMAND, "worker"], env=variables, cwd=ROOT, stderr=output)

    def said(self, words: str) -> bool:
        return words in self.log.read_text()


@pytest.fixture
def workers(core: Flask, settings: Settings, tmp_path: Path) -> Iterator[list[Worker]]:
    with ExitStack() as stack:
        started = [Worker(settings, tmp_path / f"log.{number}") for number in range(2)]
        for worker in started:
            stack.callback(worker.process.wait)
            stack.callback(worker.process.kill)
        yield started


def test_a_worker_started_during_it_waits_and_a_job_that_ends_during_it_runs_once(
    redis_client: redis.Redis, core: Flask, settings: Settings, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    with refusing(redis_client, "READONLY"):
        workers: list[Worker] = request.getfixturevalue("workers")
        for worker in workers:
            until(partial(worker.said, "READONLY"), seconds=60, what="the worker names the error")
    job_id = enqueue(redis_client, "test-until-told", {}).job_id
    until(lambda: redis_client.get("test:started") == b"1", seconds=60, what="the job runs")
    redis_client.set("test:later", 1)
    lease_end = redis_client.zscore(keys.LEASES, job_id)
    with refusing(redis_client, "OOM"):
        # This needs no memory, so it is the one write that works.
        redis_client.rename("test:later", "test:end")

        def has_lease_run_out() -> bool:
            seconds, microseconds = redis_client.time()
            return seconds * 1000 + microseconds / 1000 > (lease_end or 0) + 1500

        until(has_lease_run_out, seconds=60, what="the lease runs out")
    until(lambda: read_job(redis_client, job_id).status == "finished", seconds=60, what="the job has ended")

    assert [worker.process.poll() for worker in workers] == [None, None]
    assert (read_job(redis_client, job_id).attempt, redis_client.get("test:started")) == (1, b"1")


def test_leases_that_ran_out_while_nobody_could_renew_them_are_spared(redis_client: redis.Redis) -> None:
    enqueue(redis_client, "test-until-told", {})
    reap(redis_client)
    held = claimed(redis_client)
    redis_client.zincrby(keys.LEASES, -31_000, held.job_id)
    redis_client.hincrby(keys.REAPING, "at", -60_000)

    reap(redis_client)

    assert redis_client.zscore(keys.LEASES, held.job_id) is not None
    redis_client.hset(keys.REAPING, "spared_until", 0)
    reap(redis_client)
    assert redis_client.zscore(keys.LEASES, held.job_id) is None


def test_leases_that_ran_out_before_the_gap_are_not_spared(redis_client: redis.Redis) -> None:
    enqueue(redis_client, "test-until-told", {})
    held = claimed(redis_client)
    redis_client.zadd(keys.LEASES, {held.job_id: 1})
    seconds, _ = redis_client.time()
    redis_client.hset(keys.REAPING, "at", seconds * 1000 - 60_000)

    reap(redis_client)

    assert redis_client.zscore(keys.LEASES, held.job_id) is None


def test_a_scheduler_stops_though_redis_takes_no_writes(redis_client: redis.Redis, core: Flask) -> None:
    scheduler = FspScheduler(client_of(redis_client), core)
    scheduler.acquire_lock()

    with refusing(redis_client, "READONLY"):
        scheduler.register_death()
        scheduler.remove_lock()

    assert not scheduler._lock_acquired


def test_what_could_not_be_done_is_due_at_once() -> None:
    interval = Interval(3600)
    assert [interval.is_due(), interval.is_due()] == [True, False]

    interval.hasten()

    assert interval.is_due()
