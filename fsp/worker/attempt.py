"""One attempt at one job: its function called, its ending judged; nothing is recorded here."""

import json
import time
from typing import Any

from flask import Flask

from fsp.errors import InvalidArguments, UnknownJobType
from fsp.extensions import db
from fsp.jobs.job_type import JobType
from fsp.jobs.registry import find_by_function_path, get_job_type
from fsp.jobs.run_context import Run, running
from fsp.worker.claim import Claim
from fsp.worker.endings import Ending, failure, success, undecodable
from fsp.worker.time_limit import TimeLimit


def attempt(app: Flask, claim: Claim, limit: TimeLimit) -> Ending:
    """Run the job's function and return how it ended; raises nothing a job can cause."""
    try:
        job_type = _job_type(claim)
        arguments = json.loads(claim.text("fsp_arguments") or "{}")
    except (UnknownJobType, ValueError, RecursionError) as error:
        return undecodable(claim, error)
    started = time.monotonic()
    with app.app_context():
        try:
            result = _run(job_type, arguments, claim, limit)
        except Exception as error:  # noqa: BLE001  (whatever a job raises is its outcome)
            db.session.rollback()
            return failure(claim, error, run_seconds=time.monotonic() - started)
    return success(claim, result, run_seconds=time.monotonic() - started)


def _run(job_type: JobType, arguments: dict[str, Any], claim: Claim, limit: TimeLimit) -> str:
    with running(Run(claim.job_id, job_type.name, claim.attempt)):
        limit.begin(job_type.timeout_seconds)
        try:
            result = job_type.call(arguments)
        except TimeoutError as error:
            raise TimeoutError(str(error) or f"the job ran for {job_type.timeout_seconds} s, its limit") from error
        finally:
            limit.end()
    try:
        return json.dumps(result)
    except (TypeError, ValueError) as error:
        raise InvalidArguments(f"{job_type.name} returned something that is not JSON: {error}.") from error


def _job_type(claim: Claim) -> JobType:
    if claim.job_type:
        return get_job_type(claim.job_type)
    found = find_by_function_path(claim.text("description").partition("(")[0])
    if found is None:
        raise UnknownJobType("The job names no registered type; enqueue it with fsp.queueing.enqueue.")
    return found
