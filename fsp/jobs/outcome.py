"""What follows from how an attempt ended; touches nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fsp.errors import InvalidArguments, PermanentFailure, UnknownJobType
from fsp.jobs.backoff import next_delay_seconds


@dataclass(frozen=True)
class Succeeded:
    """The function returned."""

    result: Any


@dataclass(frozen=True)
class Retry:
    """The attempt failed and another is due after a delay."""

    delay_seconds: float
    outcome: str = "retried"


@dataclass(frozen=True)
class Dead:
    """The job will not be tried again; `reason` is a reason of the dead-letter queue."""

    reason: str
    outcome: str = "failed"


Outcome = Succeeded | Retry | Dead


def judge_failure(error: BaseException, *, failures: int, retries: int, random: Callable[[], float]) -> Retry | Dead:
    """Decide what follows a failed attempt; `failures` counts this one."""
    if isinstance(error, PermanentFailure | InvalidArguments | UnknownJobType):
        return Dead("permanent")
    if failures <= retries:
        return Retry(next_delay_seconds(failures, random))
    timed_out = isinstance(error, TimeoutError)
    return Dead("timeout" if timed_out else "spent", outcome="timeout" if timed_out else "failed")
