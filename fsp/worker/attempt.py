"""One attempt at one job, inside the child process that may be killed for it."""

import json
import signal
import time
from types import FrameType
from typing import Any

import redis
from flask import Flask

from fsp.errors import InvalidArguments, UnknownJobType
from fsp.extensions import db
from fsp.jobs.job_type import JobType
from fsp.jobs.registry import find_by_function_path, get_job_type
from fsp.jobs.run_context import Run, running
from fsp.worker.claim import Claim
from fsp.worker.endings import end, fail, succeed


def attempt(app: Flask, connection: redis.Redis, claim: Claim) -> None:
    """Run the job's function and record how it ended; raises nothing a job can cause."""
    started = time.monotonic()
    with app.app_context():
        try:
            job_type = _job_type(claim)
            arguments = json.loads(claim.text("fsp_arguments") or "{}")
        except (UnknownJobType, ValueError) as error:
            end(connection, claim, reason="undecodable", outcome="failed", error=error)
            return
        try:
            result = _run(job_type, arguments, claim)
        except Exception as error:  # noqa: BLE001  (whatever a job raises is its outcome)
            db.session.rollback()
            fail(connection, claim, error, run_seconds=time.monotonic() - started)
        else:
            db.session.remove()
            succeed(connection, claim, result, run_seconds=time.monotonic() - started)


def _run(job_type: JobType, arguments: dict[str, Any], claim: Claim) -> Any:
    with running(Run(claim.job_id, job_type.name, claim.attempt)), _TimeLimit(job_type.timeout_seconds):
        result = job_type.call(arguments)
    try:
        json.dumps(result)
    except (TypeError, ValueError) as error:
        raise InvalidArguments(f"{job_type.name} returned something that is not JSON: {error}.") from error
    return result


def _job_type(claim: Claim) -> JobType:
    if claim.job_type:
        return get_job_type(claim.job_type)
    found = find_by_function_path(claim.text("description").partition("(")[0])
    if found is None:
        raise UnknownJobType("The job names no registered type; enqueue it with fsp.queueing.enqueue.")
    return found


class _TimeLimit:
    """Raise TimeoutError in the job's own code once its time is up; the parent kills what swallows it."""

    def __init__(self, seconds: int) -> None:
        self._seconds = seconds

    def __enter__(self) -> None:
        signal.signal(signal.SIGALRM, self._ring)
        signal.alarm(self._seconds)

    def __exit__(self, *_: object) -> None:
        signal.alarm(0)

    def _ring(self, _signal: int, _frame: FrameType | None) -> None:
        raise TimeoutError(f"The job ran for {self._seconds} s, which is its limit.")
