"""How an attempt ended: what is recorded of it, decided from the claim and what the job did."""

import json
import math
from dataclasses import dataclass, replace

from fsp.clock import utc_now
from fsp.jobs.error_text import class_name_of, escaped, message_of, traceback_of
from fsp.jobs.outcome import Retry
from fsp.security.redaction import redact_text
from fsp.worker.claim import Claim
from fsp.worker.judging import judge
from fsp.worker.spent import NOTHING, Spent

LONGEST_ERROR = 2000
"""Letters of an error that the history keeps; a dead letter keeps all."""


@dataclass(frozen=True)
class Ending:
    """What the finish script is told of one attempt.

    `action` is success, retry, dead, cancel, crash or release; `result` is JSON; `lesson` is
    what the circuit of the job's type learns: good, bad or nothing.
    """

    action: str
    outcome: str = ""
    result: str = "null"
    error: str = ""
    due_at: float = 0.0
    """Unix time on this worker's clock at which a retry is due; `delay_seconds` decides if it is given."""
    spent: Spent = NOTHING
    summary: str = ""
    lesson: str = ""
    reason: str = ""
    error_class: str = ""
    error_traceback: str = ""
    delay_seconds: float | None = None
    """How long after its recording a retry is due."""


RELEASE = Ending("release")
CRASH = Ending("crash", "retried", error="The job took its process down.", lesson="bad")


def success(claim: Claim, result: str, spent: Spent) -> Ending:
    """Return the ending of a job that returned; `result` is JSON."""
    return Ending(
        "success",
        "succeeded",
        result,
        spent=spent,
        summary=_summary(claim, "finished", "succeeded", spent),
        lesson="good",
    )


def failure(claim: Claim, error: BaseException, spent: Spent) -> Ending:
    """Return what follows a failure: another attempt, or death when the attempts are spent. Raises nothing."""
    judged = judge(claim, error)
    lesson = "bad" if judged.counts else ""
    if isinstance(judged, Retry):
        due_at = utc_now().timestamp() + judged.delay_seconds
        return Ending(
            action="retry",
            outcome=judged.outcome,
            error=_text(error),
            due_at=due_at,
            spent=spent,
            lesson=lesson,
            error_class=class_name_of(error),
            error_traceback=_traceback(error),
            delay_seconds=judged.delay_seconds,
        )
    return _dead(claim, error, reason=judged.reason, outcome=judged.outcome, spent=spent, lesson=lesson)


def undecodable(claim: Claim, error: BaseException) -> Ending:
    """Return the ending of a job that names no registered type, or whose arguments cannot be read."""
    return _dead(claim, error, reason="undecodable", outcome="failed")


def cancelled(claim: Claim, spent: Spent = NOTHING) -> Ending:
    """Return the ending of a running job that somebody cancelled."""
    return Ending("cancel", "stopped", spent=spent, summary=_summary(claim, "canceled", "stopped", spent))


def poison(claim: Claim) -> Ending:
    """Return the ending of a job that has taken too many processes down."""
    error = RuntimeError("The job took its process down three times.")
    return _dead(claim, error, reason="poison", outcome="killed", lesson="bad")


def bare(ending: Ending) -> Ending:
    """Return the same end with no more than it needs: for one that Redis or SQL could not take as it was."""
    return replace(
        ending,
        error=escaped(ending.error)[:LONGEST_ERROR],
        error_class=escaped(ending.error_class),
        error_traceback=escaped(ending.error_traceback)[-LONGEST_ERROR:],
        spent=Spent(ending.spent.run_seconds),
        due_at=ending.due_at if math.isfinite(ending.due_at) else utc_now().timestamp(),
    )


def _dead(
    claim: Claim, error: BaseException, *, reason: str, outcome: str, spent: Spent = NOTHING, lesson: str = ""
) -> Ending:
    text = _text(error)
    return Ending(
        action="dead",
        outcome=outcome,
        error=text,
        spent=spent,
        summary=_summary(claim, "failed", outcome, spent, error=text, error_class=class_name_of(error)),
        lesson=lesson,
        reason=reason,
        error_class=class_name_of(error),
        error_traceback=_traceback(error),
    )


def _text(error: BaseException) -> str:
    return redact_text(f"{class_name_of(error)}: {message_of(error)}")


def _traceback(error: BaseException) -> str:
    return redact_text(traceback_of(error))


def _summary(
    claim: Claim, status: str, outcome: str, spent: Spent, *, error: str = "", error_class: str | None = None
) -> str:
    """Return what the history keeps; arguments and labels stay the JSON they are, for who drains it to read."""
    return json.dumps(
        {
            "job_id": claim.job_id,
            "job_type": claim.job_type,
            "queue": claim.queue,
            "status": status,
            "outcome": outcome,
            "attempt": claim.attempt,
            "arguments": claim.text("fsp_arguments"),
            "labels": claim.text("fsp_labels"),
            "enqueued_ms": claim.milliseconds("fsp_enqueued_ms") or 0,
            "started_ms": claim.milliseconds("fsp_started_ms") or 0,
            "run_seconds": round(spent.run_seconds, 6),
            "cost": spent.as_json,
            "error": error.removeprefix(f"{error_class}: ")[:LONGEST_ERROR],
            "error_class": error_class,
            "worker": claim.text("worker_name"),
            "host": claim.text("fsp_host"),
            "version": claim.text("fsp_version"),
        }
    )
