"""What a running job can read and report: its progress, its steps, and whether it was cancelled."""

import logging
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from math import isfinite
from typing import Protocol, SupportsFloat

from fsp import tracing
from fsp.clock import utc_now
from fsp.errors import JobCancelled
from fsp.jobs.error_text import escaped, message_of
from fsp.jobs.gate import name_of
from fsp.jobs.progress import Progress, Step
from fsp.jobs.server_limits import Correction, server_limits
from fsp.jobs.step_store import NoSteps, StepStore
from fsp.logs import log_fields

log = logging.getLogger(__name__)


class Watcher(Protocol):
    """Receives the reports of a run: progress, log lines, rate limits and step results."""

    def is_cancelled(self) -> bool:
        """Return whether the run was cancelled."""

    def report_progress(self, progress: Progress) -> None:
        """Publish the progress of the run."""

    def add_log_line(self, line: str) -> None:
        """Add a line to the log of the run."""

    def report_limit(self, gate: str, correction: Correction) -> None:
        """Record a server's rate limit answer for one of the gates of the run."""

    @property
    def steps(self) -> StepStore:
        """Return the store of the results of the run's steps."""


class Nobody:
    """Ignores all reports: for a job's function that is called directly, as in a test."""

    def is_cancelled(self) -> bool:
        """Return False."""
        return False

    def report_progress(self, progress: Progress) -> None:
        """Ignore it."""

    def add_log_line(self, line: str) -> None:
        """Ignore it."""

    def report_limit(self, gate: str, correction: Correction) -> None:
        """Ignore it."""

    @property
    def steps(self) -> StepStore:
        """Return a store that stores nothing."""
        return NoSteps()


@dataclass(frozen=True)
class RunGate:
    """One gate of a run. Limits that its server reports apply to all workers from their next claim."""

    gate: str
    watcher: Watcher

    def retry_after(self, seconds: float) -> None:
        """Start no further job of this gate for this time."""
        self._correct(Correction(wait_seconds=seconds))

    def heed(self, headers: Mapping[str, str]) -> None:
        """Follow `Retry-After` and `X-RateLimit-Remaining` with `X-RateLimit-Reset` of an HTTP response."""
        correction = server_limits(headers, utc_now())
        if correction is not None:
            self._correct(correction)

    def _correct(self, correction: Correction) -> None:
        if self.gate:
            self.watcher.report_limit(self.gate, correction)


@dataclass(frozen=True)
class Run:
    """One attempt at one job; `attempt` counts from 1."""

    job_id: str
    job_type: str
    attempt: int = 1
    watcher: Watcher = field(default_factory=Nobody, compare=False)
    steps: list[Step] = field(default_factory=list, compare=False)
    step_names: set[str] = field(default_factory=set, compare=False)
    """The names of the durable steps begun so far."""
    gates: tuple[str, ...] = ()
    """The ids of its keyed gates."""

    def gate(self, name: str) -> RunGate:
        """Return the keyed gate of this name, to report limits of its server. A missing gate ignores them."""
        return RunGate(next((gate for gate in self.gates if name_of(gate) == name), ""), self.watcher)


_current: ContextVar[Run | None] = ContextVar("fsp_run", default=None)


def current_run() -> Run:
    """Return the current run. Raise LookupError outside a job."""
    run = _current.get()
    if run is None:
        raise LookupError("no job is running here; call this from a job's function")
    return run


def find_run() -> Run | None:
    """Return the current run, or None outside a job."""
    return _current.get()


def progress(done: SupportsFloat, total: SupportsFloat | None = None, message: str = "") -> None:
    """Publish the progress of the running job. Ignored outside a job and for values that are not numbers."""
    run = _current.get()
    if run is None:
        return
    try:
        total_number = None if total is None else _number(total)
        run.watcher.report_progress(Progress(_number(done), total_number, escaped(str(message))))
    except (ArithmeticError, TypeError, ValueError) as error:
        log.warning("progress not shown", extra={"error": message_of(error)})


def stop_if_cancelled() -> None:
    """Raise JobCancelled if the running job was cancelled. Call it where stopping leaves nothing half done."""
    run = _current.get()
    if run is not None and run.watcher.is_cancelled():
        raise JobCancelled(f"The job {run.job_id} was cancelled.")


def _number(value: SupportsFloat) -> float:
    number = float(value)
    if not isfinite(number):
        raise ValueError("progress needs a finite number")
    # A count stays a whole number.
    return int(value) if type(value) is int else number


@contextmanager
def step(name: str) -> Iterator[None]:
    """Time a part of the running job, so that the slow part of a slow job has a name.

    Each attempt does it again; `run_step` keeps its result.
    """
    started = time.monotonic()
    try:
        if tracing.is_on():
            with tracing.part(name):
                yield
        else:
            yield
    finally:
        run = _current.get()
        if run is not None:
            run.steps.append(Step(str(name), time.monotonic() - started))


class running:  # noqa: N801  (a class, as every job enters one: a generator takes three times as long)
    """Makes a run the current one for the length of a with block."""

    __slots__ = ("_fields", "_run", "_token")

    def __init__(self, run: Run) -> None:
        self._run = run
        self._fields = log_fields(job_id=run.job_id, job_type=run.job_type)

    def __enter__(self) -> Run:
        self._token = _current.set(self._run)
        self._fields.__enter__()
        return self._run

    def __exit__(self, *_: object) -> None:
        self._fields.__exit__()
        _current.reset(self._token)
