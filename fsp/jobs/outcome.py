"""The outcomes of an attempt, and what follows from a failed one. No side effects."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from fsp.errors import (
    InvalidArguments,
    InvalidResult,
    InvalidStep,
    PermanentFailure,
    StillWanted,
    TimeLimitExceeded,
    UnknownJobType,
)
from fsp.jobs.backoff import DEFAULT_BACKOFF, Backoff
from fsp.jobs.retry_after import AskedWait

Errors = tuple[type[BaseException], ...]

ALWAYS_PERMANENT: Errors = (PermanentFailure, InvalidArguments, InvalidResult, InvalidStep, UnknownJobType)

_MEMBERS_OF: Any = BaseExceptionGroup.__dict__["exceptions"].__get__

ASKED_SPREAD = 0.1
"""Jobs with the same retry time are spread over an additional tenth of that delay."""


class Outcome(StrEnum):
    """The outcome by which an attempt is counted."""

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
    """It crashed too many processes."""


@dataclass(frozen=True)
class Retry:
    """The attempt failed and will be retried after a delay. `counts` says whether the circuit counts the failure."""

    delay_seconds: float
    outcome: Outcome = Outcome.RETRIED
    counts: bool = True


@dataclass(frozen=True)
class Dead:
    """The job will not be retried."""

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
    """Decide what follows a failed attempt. `failures` includes this one, `asked` is the delay that a service
    requested.

    A permanent failure is about the job, not about the services its type depends on, so the circuit ignores it. It also
    ignores a service that only asks for fewer calls. A group of errors counts as what all its members have in common.
    """
    if is_all(error, (*ALWAYS_PERMANENT, *permanent)):
        return Dead(DeadReason.PERMANENT, counts=False)
    counts = not is_all(error, uncounted) and not (asked and asked.is_rate_limit)
    if failures <= retries or is_all(error, (StillWanted,)):
        least = asked.seconds * (1 + ASKED_SPREAD * random()) if asked else 0.0
        return Retry(max(least, backoff.delay_seconds(failures, random)), counts=counts)
    if any(issubclass(type(each), TimeLimitExceeded) for each in errors_of(error)):
        return Dead(DeadReason.TIMEOUT, outcome=Outcome.TIMEOUT, counts=counts)
    return Dead(DeadReason.SPENT, counts=counts)


def is_all(error: BaseException, classes: Errors) -> bool:
    """Return whether an error belongs to these classes; for a group, whether all its members do."""
    # The type itself, because an instance may return a wrong class.
    return all(issubclass(type(each), classes) for each in errors_of(error))


def errors_of(error: BaseException) -> Iterator[BaseException]:
    """Yield the error; for a group its members that are not groups, at any depth."""
    waiting = [error]
    while waiting:
        at = waiting.pop()
        if issubclass(type(at), BaseExceptionGroup):
            waiting.extend(_MEMBERS_OF(at))
        else:
            yield at
