"""SIGTERM: a worker takes no more, hands back what does not end in time, and leaves with 0."""

import subprocess
from pathlib import Path

import pytest
import redis
from flask import Flask

from fsp.queueing.enqueue import enqueue
from fsp.queueing.jobs import read_job
from fsp.redis_ops import keys
from fsp.settings import Settings
from tests.cli.up.running import COMMAND, environment, until
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
    assert redis_client.zcard(keys.LEASES) == redis_client.zcard(keys.slots("test-slow")) == 0
    assert redis_client.smembers("rq:workers") == set()
