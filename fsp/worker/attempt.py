"""Runs one attempt of a job: calls its function and judges the result. Nothing is recorded here."""

import json
import time
from contextlib import suppress
from contextvars import copy_context
from dataclasses import dataclass, field
from decimal import getcontext, setcontext
from inspect import iscoroutine
from typing import Any

from flask import Flask

from fsp.errors import JobCancelled, TimeLimitExceeded, UnknownJobType
from fsp.jobs.gate import keyed_gates_in
from fsp.jobs.job_type import JobType
from fsp.jobs.outcome import is_all
from fsp.jobs.progress import Step
from fsp.jobs.registry import get_job_type
from fsp.jobs.run_context import Run, Watcher, running
from fsp.stores import forget_session
from fsp.worker.attempt_result import AttemptResult, cancelled, failure, success, undecodable
from fsp.worker.claim import Claim
from fsp.worker.coroutine import CANCEL_SECONDS, run_coroutine
from fsp.worker.cost import Cost, Meter
from fsp.worker.forked import only_this_process
from fsp.worker.large_result import stored_result
from fsp.worker.left_running import left_running
from fsp.worker.process_state import ProcessState
from fsp.worker.rate_limited import heed_rate_limit
from fsp.worker.spent import Spent
from fsp.worker.time_limit import TimeLimit


@dataclass(frozen=True)
class AttemptContext:
    """The environment of an attempt: application, time limit, cost meter and process."""

    app: Flask
    limit: TimeLimit
    meter: Meter
    state: ProcessState = field(default_factory=lambda: ProcessState(()))


def attempt(context: AttemptContext, claim: Claim, watcher: Watcher) -> AttemptResult:
    """Run the job's function and return the result. An error of the job never escapes."""
    try:
        job_type = get_job_type(claim.job_type)
        arguments = json.loads(claim.text("fsp_arguments") or "{}")
    except (UnknownJobType, ValueError, RecursionError) as error:
        return undecodable(error)
    gates = tuple(keyed_gates_in(claim.text("fsp_gates")))
    run = Run(claim.job_id, job_type.name, claim.attempt, watcher, gates=gates)
    clock = _Clock(context.meter, run)
    with context.app.app_context(), context.state.of_a_job():
        try:
            result = _run(job_type, arguments, run, context)
        except BaseException as error:  # noqa: BLE001  (whatever a job raises is its outcome)
            spent = clock.spent()
            heed_rate_limit(run, job_type, error)
            return cancelled(spent) if is_all(error, (JobCancelled,)) else failure(claim, error, spent)
        finally:
            forget_session()
        return success(result, clock.spent())


def _run(job_type: JobType, arguments: dict[str, Any], run: Run, context: AttemptContext) -> str:
    with running(run), left_running(context.state), only_this_process():
        context.limit.begin(job_type.timeout_seconds)
        try:
            # In a copy, so that context variables set by the job end with it.
            result = copy_context().run(_call, job_type, arguments, run, context.limit)
        except TimeLimitExceeded as error:
            error.args = (f"the job ran for {job_type.timeout_seconds} s, its limit",)
            raise
        finally:
            context.limit.end()
    return stored_result(job_type, result, run.job_id)


def _call(job_type: JobType, arguments: dict[str, Any], run: Run, limit: TimeLimit) -> Any:
    # A job may change the decimal context in place.
    setcontext(getcontext().copy())
    result = job_type.call(arguments)
    if iscoroutine(result):
        # A coroutine is cancelled at its limit, and interrupted only if it still runs after that.
        limit.begin(job_type.timeout_seconds + CANCEL_SECONDS)
        return run_coroutine(result, run, timeout_seconds=job_type.timeout_seconds)
    return result


class _Clock:
    """Measures time and cost of one attempt. If the meter fails, only the measurement is lost."""

    def __init__(self, meter: Meter, run: Run) -> None:
        self._meter, self._run = meter, run
        self._started = time.monotonic()
        with suppress(OSError):
            meter.begin()

    def spent(self) -> Spent:
        """Return the time and cost of the attempt up to now."""
        run_seconds = time.monotonic() - self._started
        try:
            cost = self._meter.end()
        except OSError:
            cost = Cost()
        return Spent(run_seconds, cost, tuple(step for step in self._run.steps if isinstance(step, Step)))
