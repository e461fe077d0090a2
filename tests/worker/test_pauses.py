"""Pauses as workers live them: what runs ends, what waits waits, the others go on, and the depth still counts."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from flask import Flask

from fsp.clock import utc_now
from fsp.gates.controls import pause_queue, pause_type, resume_queue, resume_type
from fsp.gates.gate import read_gates
from fsp.gates.pauses import Pause, read_queue_pauses
from fsp.inspection.one_job import read_job
from fsp.inspection.queues import read_queues
from fsp.jobs.priority import Priority
from fsp.queueing.enqueue import enqueue
from fsp.settings import Settings
from testbed.processes import COMMAND, environment, until
from tests.worker import slow_jobs  # noqa: F401

ROOT = Path(__file__).parents[2]
TYPE = "test-until-told"


@pytest.fixture
def two_workers(core: Flask, settings: Settings) -> Iterator[None]:
    variables = environment(
        settings.data_dir, REDIS_URL=settings.redis_url or "", FSP_JOB_MODULES="tests.worker.slow_jobs"
    )
    workers = [subprocess.Popen([*COMMAND, "worker"], env=variables, cwd=ROOT) for _ in range(2)]
    yield
    for worker in workers:
        worker.kill()
        worker.wait()


@pytest.mark.parametrize("what", ["type", "queue"])
def test_what_runs_ends_and_nothing_more_starts_until_it_is_resumed(
    two_workers: None, redis_client: redis.Redis, what: str
) -> None:
    def status(job_id: str) -> str:
        return read_job(redis_client, job_id).status

    running = enqueue(redis_client, TYPE, {}).job_id
    until(lambda: redis_client.get("test:started") == b"1", seconds=120, what="the job runs")
    pause = Pause("ada", "deploy", utc_now())
    pause_type(redis_client, TYPE, pause) if what == "type" else pause_queue(redis_client, "medium", pause)
    held = [enqueue(redis_client, TYPE, {}).job_id for _ in range(3)]
    redis_client.set("test:end", 1)
    until(lambda: status(running) == "finished", seconds=120, what="the running job has ended")
    # Behind the held ones, once for each worker: where these have run, the held ones were passed over.
    others = [enqueue(redis_client, "test-second-time", {}, priority=Priority.LOW).job_id for _ in range(2)]
    until(lambda: [status(job_id) for job_id in others] == ["finished"] * 2, seconds=120, what="the others have run")

    reported = _pause(redis_client, what)
    medium = {queue.name: queue for queue in read_queues(redis_client, utc_now())}["medium"]
    assert [read_job(redis_client, job_id).attempt for job_id in held] == [0, 0, 0]
    assert (reported.by, reported.reason) == ("ada", "deploy")
    assert medium.waiting + medium.blocked == 3

    resume_type(redis_client, TYPE) if what == "type" else resume_queue(redis_client, "medium")
    until(lambda: {status(job_id) for job_id in held} == {"finished"}, seconds=120, what="the held ones have run")


def _pause(connection: redis.Redis, what: str) -> Pause:
    if what == "queue":
        return read_queue_pauses(connection, utc_now())["medium"]
    (pause,) = [gate.pause for gate in read_gates(connection, utc_now()) if gate.job_type == TYPE]
    assert pause is not None
    return pause
