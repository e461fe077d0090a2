"""RQ's own command line with FSP's worker: it starts it, and tells the truth of what it did."""

import os
import subprocess
import sys

import redis
from flask import Flask
from rq.job import Job
from rq.serializers import JSONSerializer

from fsp.queueing.enqueue import enqueue
from fsp.settings import Settings


def rq(settings: Settings, *arguments: str) -> str:
    variables = {**os.environ, "REDIS_URL": str(settings.redis_url), "FSP_DATA_DIR": str(settings.data_dir)}
    variables["FSP_JOB_MODULES"] = "tests.worker.conftest"
    command = [sys.executable, "-m", "rq.cli", *arguments, "--url", str(settings.redis_url)]
    done = subprocess.run(command, env=variables, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_rq_starts_the_worker_and_tells_what_it_did(core: Flask, settings: Settings, redis_client: redis.Redis) -> None:
    done = enqueue(redis_client, "test-echo", {"text": "hello"}).job_id
    dead = enqueue(redis_client, "test-permanent", {}).job_id

    rq(settings, "worker", "--burst", "-w", "fsp.worker.worker.FspWorker", "high", "medium", "low")
    reported = rq(settings, "info", "--raw")

    assert "queue medium 0, 0 executing, 1 finished, 1 failed" in reported
    results = [Job.fetch(job_id, connection=redis_client, serializer=JSONSerializer) for job_id in (done, dead)]
    assert [job.get_status() for job in results] == ["finished", "failed"]
    assert results[0].return_value() == {"text": "hello", "job_id": done}
    failed = results[1].latest_result()
    assert failed is not None
    assert "PermanentFailure" in str(failed.exc_string)
