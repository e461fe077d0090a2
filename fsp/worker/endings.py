"""Writing down how an attempt ended: SQL where a person must see it, then Redis, then what follows from it."""

import json
import logging
import random
import traceback
from typing import Any

import redis

from fsp.clock import utc_now
from fsp.dead_letters.bury import bury
from fsp.handlers import after_death
from fsp.jobs.outcome import Dead, Retry, judge_failure
from fsp.jobs.registry import get_job_type
from fsp.models.job_request import RequestState
from fsp.queueing.request import settle_request
from fsp.security.redaction import redact_text
from fsp.worker.claim import Claim, finish

log = logging.getLogger(__name__)


def succeed(connection: redis.Redis, claim: Claim, result: Any, *, run_seconds: float) -> None:
    """Record a success and settle the request behind the job."""
    text = json.dumps(result)
    line = _summary(claim, "finished")
    is_recorded = finish(
        connection,
        claim,
        "success",
        outcome="succeeded",
        text=text,
        run_seconds=run_seconds,
        summary=line,
        lesson="good",
    )
    if is_recorded:
        settle_request(claim.job_id, RequestState.DONE)
        log.info("job succeeded", extra=_fields(claim) | {"run_seconds": round(run_seconds, 3)})


def fail(connection: redis.Redis, claim: Claim, error: BaseException, *, run_seconds: float) -> None:
    """Retry the job later, or bury it when its attempts are spent."""
    judged = _judge(claim, error)
    lesson = "bad" if judged.counts else ""
    message = redact_text(f"{type(error).__name__}: {error}")
    if isinstance(judged, Retry):
        due_at = utc_now().timestamp() + judged.delay_seconds
        finish(connection, claim, "retry", outcome=judged.outcome, text=message, due_at=due_at, lesson=lesson)
        log.warning(
            "job will be retried", extra=_fields(claim) | {"error": message, "delay_seconds": judged.delay_seconds}
        )
        return
    trace = "".join(traceback.format_exception(error))
    end(
        connection,
        claim,
        reason=judged.reason,
        outcome=judged.outcome,
        error=error,
        trace=trace,
        run_seconds=run_seconds,
        lesson=lesson,
    )


def end(
    connection: redis.Redis,
    claim: Claim,
    *,
    reason: str,
    outcome: str,
    error: BaseException,
    trace: str = "",
    run_seconds: float = 0.0,
    lesson: str = "",
) -> None:
    """Bury the job: the dead letter first, so that a crash here leaves a job that is found again, never a lost one."""
    arguments = _arguments(claim)
    message = redact_text(str(error))
    bury(
        job_id=claim.job_id,
        job_type=claim.job_type,
        queue=claim.queue,
        arguments=arguments,
        reason=reason,
        error_class=type(error).__name__,
        error_message=message,
        error_traceback=trace,
        attempts=claim.attempt,
        worker=claim.text("worker_name"),
    )
    text = f"{type(error).__name__}: {message}"
    line = _summary(claim, "failed", error=text)
    is_recorded = finish(
        connection,
        claim,
        "dead",
        outcome=outcome,
        text=text,
        run_seconds=run_seconds,
        summary=line,
        lesson=lesson,
    )
    if is_recorded:
        settle_request(claim.job_id, RequestState.DEAD, error=text)
        after_death.settle(claim.job_type, arguments, text)
        log.error("job died", extra=_fields(claim) | {"reason": reason, "error": text})


def _judge(claim: Claim, error: BaseException) -> Retry | Dead:
    failures = claim.failures + 1
    if not claim.job_type:
        return judge_failure(error, failures=failures, retries=0, random=random.random)
    rules = get_job_type(claim.job_type)
    return judge_failure(
        error,
        failures=failures,
        retries=rules.retries,
        random=random.random,
        uncounted=rules.uncounted_errors,
        permanent=rules.permanent_errors,
    )


def _arguments(claim: Claim) -> dict[str, Any]:
    try:
        found = json.loads(claim.text("fsp_arguments") or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _fields(claim: Claim) -> dict[str, Any]:
    return {"job_id": claim.job_id, "job_type": claim.job_type, "queue": claim.queue, "attempt": claim.attempt}


def _summary(claim: Claim, status: str, *, error: str = "") -> str:
    ended = utc_now()
    return json.dumps(
        {
            "job_id": claim.job_id,
            "job_type": claim.job_type,
            "queue": claim.queue,
            "status": status,
            "arguments": _arguments(claim),
            "enqueued_at": claim.text("enqueued_at") or None,
            "started_at": claim.text("started_at") or None,
            "ended_at": ended.isoformat(),
            "attempt": claim.attempt,
            "error": error[:500],
            "worker": claim.text("worker_name"),
        }
    )
