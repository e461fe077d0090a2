"""What a running job may know of itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True)
class Run:
    """One attempt at one job; `attempt` counts from 1."""

    job_id: str
    job_type: str
    attempt: int = 1


_current: ContextVar[Run | None] = ContextVar("fsp_run", default=None)


def current_run() -> Run:
    """Return the run this code is part of; raise LookupError outside a job."""
    run = _current.get()
    if run is None:
        raise LookupError("no job is running here; call this from a job's function")
    return run


@contextmanager
def running(run: Run) -> Iterator[Run]:
    """Make `run` the current one for the length of a with block."""
    token = _current.set(run)
    try:
        yield run
    finally:
        _current.reset(token)
