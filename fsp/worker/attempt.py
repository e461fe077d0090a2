"""One attempt at one job: its function called, its ending judged; nothing is recorded here."""

import json
import time
from contextlib import suppress
from contextvars import copy_context
from dataclasses import dataclass, field
from decimal import getcontext, setcontext
from typing import Any

from flask import Flask

from fsp.errors import JobCancelled, TimeLimitExceeded, UnknownJobType
from fsp.jobs.job_type import JobType
from fsp.jobs.outcome import is_all
from fsp.jobs.progress import Step
from fsp.jobs.registry import get_job_type
from fsp.jobs.result import as_json
from fsp.jobs.run_context import Run, Watcher, running
from fsp.stores import forget_session
from fsp.worker.attempt_result import AttemptResult, cancelled, failure, success, undecodable
from fsp.worker.claim import Claim
from fsp.worker.cost import Cost, Meter
from fsp.worker.forked import only_this_process
from fsp.worker.left_running import booted_seconds, end_programs
from fsp.worker.process_state import ProcessState
from fsp.worker.spent import Spent
from fsp.worker.time_limit import TimeLimit


@dataclass(frozen=True)
class AttemptContext:
    """What an attempt is run with: the application, the limit of its time, the meter of its cost, and its process."""

    app: Flask
    limit: TimeLimit
    meter: Meter
    state: ProcessState = field(default_factory=lambda: ProcessState(()))


def attempt(context: AttemptContext, claim: Claim, watcher: Watcher) -> AttemptResult:
    """Run the job's function and return how it ended; raises nothing, whatever the job raises or leaves behind."""
    try:
        job_type = get_job_type(claim.job_type)
        arguments = json.loads(claim.text("fsp_arguments") or "{}")
    except (UnknownJobType, ValueError, RecursionError) as error:
        return undecodable(claim, error)
    run = Run(claim.job_id, job_type.name, claim.attempt, watcher)
    clock, began = _Clock(context.meter, run), booted_seconds()
    with context.app.app_context(), context.state.of_a_job():
        try:
            result = _run(job_type, arguments, run, context.limit)
        except BaseException as error:  # noqa: BLE001  (whatever a job raises is its outcome)
            spent = clock.spent()
            if not context.state.is_shared and is_all(error, (JobCancelled, TimeLimitExceeded)):
                end_programs(began)
            return cancelled(claim, spent) if is_all(error, (JobCancelled,)) else failure(claim, error, spent)
        finally:
            forget_session()
        return success(claim, result, clock.spent())


def _run(job_type: JobType, arguments: dict[str, Any], run: Run, limit: TimeLimit) -> str:
    with running(run), only_this_process():
        limit.begin(job_type.timeout_seconds)
        try:
            # In a copy, so that what the job sets in its context ends with it.
            result = copy_context().run(_call, job_type, arguments)
        except TimeLimitExceeded as error:
            error.args = (f"the job ran for {job_type.timeout_seconds} s, its limit",)
            raise
        finally:
            limit.end()
    return as_json(job_type.name, result)


def _call(job_type: JobType, arguments: dict[str, Any]) -> Any:
    # The context holds decimal's own one, which a job may change in place.
    setcontext(getcontext().copy())
    return job_type.call(arguments)


class _Clock:
    """Measures what one attempt takes; a meter that fails costs the measurement, not the job."""

    def __init__(self, meter: Meter, run: Run) -> None:
        self._meter, self._run = meter, run
        self._started = time.monotonic()
        with suppress(OSError):
            meter.begin()

    def spent(self) -> Spent:
        """Return what the attempt took until now."""
        run_seconds = time.monotonic() - self._started
        try:
            cost = self._meter.end()
        except OSError:
            cost = Cost()
        return Spent(run_seconds, cost, tuple(step for step in self._run.steps if isinstance(step, Step)))
