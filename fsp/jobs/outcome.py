"""How an attempt can end, and what follows from a failed one; touches nothing."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from fsp.errors import (
    InvalidArguments,
    InvalidResult,
    InvalidStep,
    PermanentFailure,
    TimeLimitExceeded,
    UnknownJobType,
)
from fsp.jobs.backoff import DEFAULT_BACKOFF, Backoff
from fsp.jobs.retry_after import AskedWait

Errors = tuple[type[BaseException], ...]

ALWAYS_PERMANENT: Errors = (PermanentFailure, InvalidArguments, InvalidResult, InvalidStep, UnknownJobType)

_MEMBERS_OF: Any = BaseExceptionGroup.__dict__["exceptions"].__get__

ASKED_SPREAD = 0.1
"""Jobs with the same retry time are spread over an additional tenth of that wait."""


class Outcome(StrEnum):
    """What an attempt is counted as."""

    SUCCEEDED = "succeeded"
    RETRIED = "retried"
    FAILED = "failed"
    TIMEOUT = "timeout"
    KILLED = "killed"
    STOPPED = "stopped"


class DeadReason(StrEnum):
    """Why a job is dead-lettered."""

    PERMANENT = "permanent"
    TIMEOUT = "timeout"
    SPENT = "spent"
    """Its retries are used up."""
    UNDECODABLE = "undecodable"
    POISON = "poison"
    """It took too many processes down with it."""


@dataclass(frozen=True)
class Retry:
    """The attempt failed and another is due after a delay; `counts` says whether the circuit counts the failure."""

    delay_seconds: float
    outcome: Outcome = Outcome.RETRIED
    counts: bool = True


@dataclass(frozen=True)
class Dead:
    """The job will not be tried again."""

    reason: DeadReason
    outcome: Outcome = Outcome.FAILED
    counts: bool = True


def judge_failure(
    error: BaseException,
    *,
    failures: int,
    retries: int,
    random: Callable[[], float],
    backoff: Backoff = DEFAULT_BACKOFF,
    uncounted: Errors = (),
    permanent: Errors = (),
    asked: AskedWait | None = None,
) -> Retry | Dead:
    """Decide what follows a failed attempt; `failures` counts this one, `asked` is the wait a service asked for.

    A permanent failure says something of the job, not of what its type depends on: the circuit does not hear of it.
    Nor does it of a service that only asks to be called less often. A group of errors is what all of them are.
    """
    if is_all(error, (*ALWAYS_PERMANENT, *permanent)):
        return Dead(DeadReason.PERMANENT, counts=False)
    counts = not is_all(error, uncounted) and not (asked and asked.is_rate_limit)
    if failures <= retries:
        least = asked.seconds * (1 + ASKED_SPREAD * random()) if asked else 0.0
        return Retry(max(least, backoff.delay_seconds(failures, random)), counts=counts)
    if any(issubclass(type(each), TimeLimitExceeded) for each in errors_of(error)):
        return Dead(DeadReason.TIMEOUT, outcome=Outcome.TIMEOUT, counts=counts)
    return Dead(DeadReason.SPENT, counts=counts)


def is_all(error: BaseException, classes: Errors) -> bool:
    """Return whether an error is of these classes; of a group, whether each error in it is."""
    # The type itself: an instance may lie about its class.
    return all(issubclass(type(each), classes) for each in errors_of(error))


def errors_of(error: BaseException) -> Iterator[BaseException]:
    """Yield the error; of a group, each that is none itself, at any depth."""
    waiting = [error]
    while waiting:
        at = waiting.pop()
        if issubclass(type(at), BaseExceptionGroup):
            waiting.extend(_MEMBERS_OF(at))
        else:
            yield at
