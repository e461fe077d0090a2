"""One attempt at one job: its function called, its ending judged; nothing is recorded here."""

import json
import time
from dataclasses import dataclass
from typing import Any

from flask import Flask

from fsp.errors import InvalidArguments, JobCancelled, UnknownJobType
from fsp.extensions import db
from fsp.jobs.job_type import JobType
from fsp.jobs.registry import get_job_type
from fsp.jobs.run_context import Run, Watcher, running
from fsp.worker.claim import Claim
from fsp.worker.cost import Meter
from fsp.worker.endings import Ending, Spent, cancelled, failure, success, undecodable
from fsp.worker.time_limit import TimeLimit


@dataclass(frozen=True)
class Bench:
    """What an attempt is run with: the application, the limit of its time and the meter of its cost."""

    app: Flask
    limit: TimeLimit
    meter: Meter


def attempt(bench: Bench, claim: Claim, watcher: Watcher) -> Ending:
    """Run the job's function and return how it ended; raises nothing a job can cause."""
    try:
        job_type = get_job_type(claim.job_type)
        arguments = json.loads(claim.text("fsp_arguments") or "{}")
    except (UnknownJobType, ValueError, RecursionError) as error:
        return undecodable(claim, error)
    run = Run(claim.job_id, job_type.name, claim.attempt, watcher)
    started = time.monotonic()
    bench.meter.begin()

    def spent() -> Spent:
        return Spent(time.monotonic() - started, bench.meter.end(), tuple(run.steps))

    with bench.app.app_context():
        try:
            result = _run(job_type, arguments, run, bench.limit)
        except JobCancelled:
            db.session.rollback()
            return cancelled(claim, spent())
        except Exception as error:  # noqa: BLE001  (whatever a job raises is its outcome)
            db.session.rollback()
            return failure(claim, error, spent())
    return success(claim, result, spent())


def _run(job_type: JobType, arguments: dict[str, Any], run: Run, limit: TimeLimit) -> str:
    with running(run):
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
