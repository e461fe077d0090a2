"""What follows from a failed attempt; touches nothing."""

from collections.abc import Callable
from dataclasses import dataclass

from fsp.errors import InvalidArguments, PermanentFailure, UnknownJobType
from fsp.jobs.backoff import DEFAULT_BACKOFF, Backoff
from fsp.jobs.retry_after import AskedWait

Errors = tuple[type[BaseException], ...]

ALWAYS_PERMANENT: Errors = (PermanentFailure, InvalidArguments, UnknownJobType)

ASKED_SPREAD = 0.1
"""Jobs that were all told to come back at the same moment come back over a tenth of that wait more."""


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
    Nor does it of a service that only asks to be called less often.
    """
    if isinstance(error, (*ALWAYS_PERMANENT, *permanent)):
        return Dead("permanent", counts=False)
    counts = not isinstance(error, uncounted) and not (asked and asked.is_rate_limit)
    if failures <= retries:
        least = asked.seconds * (1 + ASKED_SPREAD * random()) if asked else 0.0
        return Retry(max(least, backoff.delay_seconds(failures, random)), counts=counts)
    if isinstance(error, TimeoutError):
        return Dead("timeout", outcome="timeout", counts=counts)
    return Dead("spent", counts=counts)
