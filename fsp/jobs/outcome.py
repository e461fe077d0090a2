"""What follows from how an attempt ended; touches nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fsp.errors import InvalidArguments, PermanentFailure, UnknownJobType
from fsp.jobs.backoff import DEFAULT_BACKOFF, Backoff

Errors = tuple[type[BaseException], ...]

ALWAYS_PERMANENT: Errors = (PermanentFailure, InvalidArguments, UnknownJobType)


@dataclass(frozen=True)
class Succeeded:
    """The function returned."""

    result: Any


@dataclass(frozen=True)
class Retry:
    """The attempt failed and another is due after a delay; `counts` says whether the circuit hears of it."""

    delay_seconds: float
    outcome: str = "retried"
    counts: bool = True


@dataclass(frozen=True)
class Dead:
    """The job will not be tried again; `reason` is a reason of the dead-letter queue."""

    reason: str
    outcome: str = "failed"
    counts: bool = True


Outcome = Succeeded | Retry | Dead


def judge_failure(
    error: BaseException,
    *,
    failures: int,
    retries: int,
    random: Callable[[], float],
    backoff: Backoff = DEFAULT_BACKOFF,
    uncounted: Errors = (),
    permanent: Errors = (),
) -> Retry | Dead:
    """Decide what follows a failed attempt; `failures` counts this one.

    A permanent failure says something of the job, not of what its type depends on: the circuit does not hear of it.
    """
    if isinstance(error, (*ALWAYS_PERMANENT, *permanent)):
        return Dead("permanent", counts=False)
    counts = not isinstance(error, uncounted)
    if failures <= retries:
        return Retry(backoff.delay_seconds(failures, random), counts=counts)
    if isinstance(error, TimeoutError):
        return Dead("timeout", outcome="timeout", counts=counts)
    return Dead("spent", counts=counts)
