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
    """Who watches a run from outside."""

    def is_cancelled(self) -> bool:
        """Return whether somebody asked for the end of this run."""

    def see(self, progress: Progress) -> None:
        """Show how far the run is."""

    def hear(self, line: str) -> None:
        """Keep one line of the run's log."""

    def correct(self, gate: str, correction: Correction) -> None:
        """Note what a server said of one of the run's gates."""

    @property
    def steps(self) -> StepStore:
        """Return where the results of the run's steps are kept."""


class Nobody:
    """Watches nothing: for a job's function called directly, as in a test."""

    def is_cancelled(self) -> bool:
        """Return False."""
        return False

    def see(self, progress: Progress) -> None:
        """Ignore it."""

    def hear(self, line: str) -> None:
        """Ignore it."""

    def correct(self, gate: str, correction: Correction) -> None:
        """Ignore it."""

    @property
    def steps(self) -> StepStore:
        """Return a store that keeps nothing."""
        return NoSteps()


@dataclass(frozen=True)
class RunGate:
    """One gate of a run. What its server reports applies to all workers from their next claim on."""

    gate: str
    watcher: Watcher

    def retry_after(self, seconds: float) -> None:
        """Let no further job of this gate start for so long."""
        self._correct(Correction(wait_seconds=seconds))

    def heed(self, headers: Mapping[str, str]) -> None:
        """Follow `Retry-After` and `X-RateLimit-Remaining` with `X-RateLimit-Reset` of an HTTP response."""
        correction = server_limits(headers, utc_now())
        if correction is not None:
            self._correct(correction)

    def _correct(self, correction: Correction) -> None:
        if self.gate:
            self.watcher.correct(self.gate, correction)


@dataclass(frozen=True)
class Run:
    """One attempt at one job; `attempt` counts from 1."""

    job_id: str
    job_type: str
    attempt: int = 1
    watcher: Watcher = field(default_factory=Nobody, compare=False)
    steps: list[Step] = field(default_factory=list, compare=False)
    step_names: set[str] = field(default_factory=set, compare=False)
    """Of the steps whose results are kept, begun so far."""
    gates: tuple[str, ...] = ()
    """The ids of its keyed gates."""

    def gate(self, name: str) -> RunGate:
        """Return the keyed gate of this name, to report what its server says; one the job does not have ignores it."""
        return RunGate(next((gate for gate in self.gates if name_of(gate) == name), ""), self.watcher)


_current: ContextVar[Run | None] = ContextVar("fsp_run", default=None)


def current_run() -> Run:
    """Return the run this code is part of; raise LookupError outside a job."""
    run = _current.get()
    if run is None:
        raise LookupError("no job is running here; call this from a job's function")
    return run


def find_run() -> Run | None:
    """Return the run this code is part of, if it is part of one."""
    return _current.get()


def progress(done: SupportsFloat, total: SupportsFloat | None = None, message: str = "") -> None:
    """Show how far the running job is; does nothing outside a job. What is no number is not shown."""
    run = _current.get()
    if run is None:
        return
    try:
        run.watcher.see(Progress(_number(done), None if total is None else _number(total), escaped(str(message))))
    except (ArithmeticError, TypeError, ValueError) as error:
        log.warning("progress not shown", extra={"error": message_of(error)})


def stop_if_cancelled() -> None:
    """Raise JobCancelled if somebody cancelled the running job; call it where stopping leaves nothing half done."""
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
