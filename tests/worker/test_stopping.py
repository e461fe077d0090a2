"""Leaving: on SIGTERM a worker hands back what does not end in time; drained, it ends what it runs first."""

import subprocess
from pathlib import Path

import pytest
import redis
from flask import Flask

from fsp.clock import utc_now
from fsp.inspection.drains import drain_worker
from fsp.inspection.fleet import FleetWorker, WorkerState, read_fleet
from fsp.inspection.one_job import read_job
from fsp.queueing.enqueue import enqueue
from fsp.redis_ops import gate_keys, keys, rq_keys
from fsp.settings import Settings
from fsp.stored import text_of
from testbed.processes import COMMAND, environment, until
from tests.worker import slow_jobs  # noqa: F401

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("threads", [1, 3])
def test_running_jobs_are_handed_back_with_their_attempts(
    core: Flask, settings: Settings, redis_client: redis.Redis, threads: int
) -> None:
    jobs = [enqueue(redis_client, "test-slow", {}).job_id for _ in range(threads + 1)]
    variables = environment(
        settings.data_dir,
        REDIS_URL=settings.redis_url or "",
        FSP_JOB_MODULES="tests.worker.slow_jobs",
        FSP_STOP_GRACE_SECONDS="1",
    )
    command = [*COMMAND, "worker", "--threads", str(threads)]
    with subprocess.Popen(command, env=variables, cwd=ROOT) as worker:
        until(lambda: int(redis_client.get("test:started") or 0) == threads, seconds=30, what="the jobs run")
        worker.terminate()
        code = worker.wait(timeout=30)

    assert code == 0
    assert [(read_job(redis_client, job_id).status, read_job(redis_client, job_id).attempt) for job_id in jobs] == [
        ("queued", 0)
    ] * (threads + 1)
    order = [text_of(job_id) for job_id in redis_client.lrange(rq_keys.queue("medium"), 0, -1)]
    assert (set(order[:threads]), order[threads:]) == (set(jobs[:threads]), jobs[threads:])
    assert redis_client.zcard(keys.LEASES) == redis_client.zcard(gate_keys.slots("test-slow")) == 0
    assert redis_client.smembers("rq:workers") == set()


def test_a_drained_worker_takes_no_more_and_leaves_after_its_jobs(
    core: Flask, settings: Settings, redis_client: redis.Redis
) -> None:
    running = enqueue(redis_client, "test-until-told", {}).job_id
    variables = environment(
        settings.data_dir, REDIS_URL=settings.redis_url or "", FSP_JOB_MODULES="tests.worker.slow_jobs"
    )
    with subprocess.Popen([*COMMAND, "worker"], env=variables, cwd=ROOT) as worker:
        try:
            until(lambda: redis_client.get("test:started") == b"1", seconds=30, what="the job runs")
            busy = _only_worker(redis_client)
            drain_worker(redis_client, busy.report.name, by="ada", now=utc_now())
            until(lambda: _only_worker(redis_client).report.is_leaving, seconds=30, what="the worker has heard")
            waiting = enqueue(redis_client, "test-until-told", {}).job_id
            draining = _only_worker(redis_client)
            redis_client.set("test:end", 1)
            code = worker.wait(timeout=30)
        finally:
            worker.kill()

    assert (busy.state, draining.state) == (WorkerState.RUNNING, WorkerState.DRAINING)
    assert [job.job_id for job in busy.jobs] == [running]
    assert code == 0
    assert (read_job(redis_client, running).status, read_job(redis_client, waiting).status) == ("finished", "queued")
    left = _only_worker(redis_client)
    assert (left.state, left.report.left_because, left.report.succeeded) == (WorkerState.GONE, "drained", 1)


def _only_worker(connection: redis.Redis) -> FleetWorker:
    (result,) = read_fleet(connection, utc_now())
    return result
