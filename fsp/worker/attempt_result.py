"""The result of an attempt: what is recorded, derived from the claim and what the job did."""

import math
from dataclasses import dataclass, replace
from enum import StrEnum

from fsp.clock import utc_now
from fsp.jobs.error_text import class_name_of, escaped, message_of, traceback_of
from fsp.jobs.outcome import DeadReason, Outcome, Retry
from fsp.queueing.rq_job import FAILURE_TTL_SECONDS, RESULT_TTL_SECONDS
from fsp.security.redaction import redact_text
from fsp.worker.claim import Claim
from fsp.worker.judging import judge
from fsp.worker.spent import NOTHING, Spent

MAX_ERROR_CHARACTERS = 2000
"""Of an error that Redis or SQL could not take as it was."""


class FinishAction(StrEnum):
    """What the finish script does with the job."""

    SUCCESS = "success"
    RETRY = "retry"
    DEAD = "dead"
    CANCEL = "cancel"
    CRASH = "crash"
    """Return it to its queue. Its process crashed, which is counted."""
    RELEASE = "release"
    """Return it to its queue as if it had not been claimed."""


class CircuitSignal(StrEnum):
    """What the circuit of the job type learns from the attempt."""

    GOOD = "good"
    BAD = "bad"
    NONE = ""


KEPT_BRIEFLY = (FinishAction.SUCCESS, FinishAction.CANCEL)
"""After these Redis keeps the job's hash and its results for a day only."""


@dataclass(frozen=True, slots=True)
class AttemptResult:
    """What is recorded of an attempt. A result without an outcome is not counted. `result` is JSON."""

    action: FinishAction
    outcome: Outcome | None = None
    result: str = "null"
    error: str = ""
    due_at: float = 0.0
    """When a retry is due, as Unix time on this worker's clock. `delay_seconds` takes precedence."""
    spent: Spent = NOTHING
    signal: CircuitSignal = CircuitSignal.NONE
    reason: DeadReason | None = None
    error_class: str = ""
    error_traceback: str = ""
    delay_seconds: float | None = None
    """How long after its recording a retry is due."""


RELEASE = AttemptResult(FinishAction.RELEASE)
CRASH = AttemptResult(
    FinishAction.CRASH, Outcome.RETRIED, error="The job took its process down.", signal=CircuitSignal.BAD
)


def success(result: str, spent: Spent) -> AttemptResult:
    """Return the result of a successful job. `result` is JSON."""
    return AttemptResult(
        FinishAction.SUCCESS,
        Outcome.SUCCEEDED,
        result,
        spent=spent,
        signal=CircuitSignal.GOOD,
    )


def failure(claim: Claim, error: BaseException, spent: Spent) -> AttemptResult:
    """Return the result of a failure: a retry, or a dead letter without retries left. Raises nothing."""
    judged = judge(claim, error)
    signal = CircuitSignal.BAD if judged.counts else CircuitSignal.NONE
    if isinstance(judged, Retry):
        return AttemptResult(
            FinishAction.RETRY,
            judged.outcome,
            error=_text(error),
            due_at=utc_now().timestamp() + judged.delay_seconds,
            spent=spent,
            signal=signal,
            error_class=class_name_of(error),
            error_traceback=_traceback(error),
            delay_seconds=judged.delay_seconds,
        )
    return _dead(error, judged.reason, outcome=judged.outcome, spent=spent, signal=signal)


def undecodable(error: BaseException) -> AttemptResult:
    """Return the result of a job that names no registered type, or whose arguments cannot be read."""
    return _dead(error, DeadReason.UNDECODABLE)


def cancelled(spent: Spent = NOTHING) -> AttemptResult:
    """Return the result of a running job that was cancelled."""
    return AttemptResult(FinishAction.CANCEL, Outcome.STOPPED, spent=spent)


def poison() -> AttemptResult:
    """Return the result of a job that has crashed too many processes."""
    error = RuntimeError("The job took its process down three times.")
    return _dead(error, DeadReason.POISON, outcome=Outcome.KILLED, signal=CircuitSignal.BAD)


def bare(result: AttemptResult) -> AttemptResult:
    """Return the same result reduced to the necessary, for one that Redis or SQL could not store."""
    return replace(
        result,
        error=escaped(result.error)[:MAX_ERROR_CHARACTERS],
        error_class=escaped(result.error_class),
        error_traceback=escaped(result.error_traceback)[-MAX_ERROR_CHARACTERS:],
        spent=Spent(result.spent.run_seconds),
        due_at=result.due_at if math.isfinite(result.due_at) else utc_now().timestamp(),
    )


def _dead(
    error: BaseException,
    reason: DeadReason,
    *,
    outcome: Outcome = Outcome.FAILED,
    spent: Spent = NOTHING,
    signal: CircuitSignal = CircuitSignal.NONE,
) -> AttemptResult:
    text, error_class = _text(error), class_name_of(error)
    return AttemptResult(
        FinishAction.DEAD,
        outcome,
        error=text,
        spent=spent,
        signal=signal,
        reason=reason,
        error_class=error_class,
        error_traceback=_traceback(error),
    )


def _text(error: BaseException) -> str:
    return redact_text(f"{class_name_of(error)}: {message_of(error)}")


def _traceback(error: BaseException) -> str:
    return redact_text(traceback_of(error))


def kept_seconds(result: AttemptResult) -> int:
    """Return for how long Redis keeps what is known of the job."""
    return RESULT_TTL_SECONDS if result.action in KEPT_BRIEFLY else FAILURE_TTL_SECONDS
