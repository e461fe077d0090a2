"""Completes an attempt: the dead letter before Redis is updated, and the job's request after it."""

import logging
from typing import Any, assert_never

import redis

from fsp.clock import utc_now
from fsp.dead_letters import unwritten
from fsp.dead_letters.bury import bury
from fsp.handlers import after_death
from fsp.inspection.attempts import AttemptReading, read_attempts
from fsp.jobs.error_text import class_name_of
from fsp.models.job_request import RequestState
from fsp.queueing.request import complete_request
from fsp.storable import fitted
from fsp.stores import forget_session
from fsp.worker.attempt_result import AttemptResult, FinishAction, poison
from fsp.worker.claim import Claim
from fsp.worker.job_fetcher import IS_POISON, RECORDED, finish

log = logging.getLogger(__name__)


def record(connection: redis.Redis, claim: Claim, result: AttemptResult) -> bool:
    """Record a result outside the loop, inside an application context; return False if the job belongs to another
    attempt.
    """
    before(connection, claim, result)
    answer = finish(connection, claim, result)
    if answer == IS_POISON:
        return record(connection, claim, poison())
    if answer == RECORDED:
        after(claim, result)
    return answer == RECORDED


def before(connection: redis.Redis, claim: Claim, result: AttemptResult) -> None:
    """Store the dead letter of a failed job before Redis is updated, so that a crash in between does not lose it.

    A dead letter that SQL cannot store waits in Redis. The job has ended all the same and is not run again.
    """
    if result.action != FinishAction.DEAD:
        return
    letter = _letter(connection, claim, result)
    try:
        bury(**letter)
    except Exception as error:  # noqa: BLE001  (SQL may be down, or have lost this connection)
        log.warning("dead letter kept in Redis", extra={"job_id": claim.job_id, "error": class_name_of(error)})
        unwritten.keep(connection, **letter)
        forget_session()


def _letter(connection: redis.Redis, claim: Claim, result: AttemptResult) -> dict[str, Any]:
    return {
        "job_id": claim.job_id,
        "job_type": claim.job_type,
        "queue": claim.queue,
        "arguments": claim.arguments,
        "reason": str(result.reason),
        "error_class": result.error_class,
        "error_message": result.error.removeprefix(f"{result.error_class}: "),
        "error_traceback": result.error_traceback,
        "attempts": [*read_attempts(connection, claim.job_id), _this_attempt(claim, result)],
        "enqueued_at": claim.enqueued_at,
    }


def touches_sql(claim: Claim, result: AttemptResult) -> bool:
    """Return whether `after` needs the database, and so an application context."""
    match result.action:
        case FinishAction.SUCCESS:
            return claim.is_requested
        case FinishAction.DEAD | FinishAction.CANCEL:
            return True
        case FinishAction.RETRY | FinishAction.CRASH | FinishAction.RELEASE:
            return False
        case _:
            assert_never(result.action)


def after(claim: Claim, result: AttemptResult) -> None:
    """Finish after Redis was updated: complete the job's request, and update the object of the job."""
    fields = {"job_id": claim.job_id, "job_type": claim.job_type, "queue": claim.queue, "attempt": claim.attempt}
    match result.action:
        case FinishAction.SUCCESS:
            if claim.is_requested:
                complete_request(claim.job_id, RequestState.DONE)
            log.info("job succeeded", extra=fields | {"run_seconds": round(result.spent.run_seconds, 3)})
        case FinishAction.RETRY:
            log.warning("job will be retried", extra=fields | {"error": result.error, "due_at": round(result.due_at)})
        case FinishAction.DEAD:
            complete_request(fitted(claim.job_id), RequestState.DEAD, error=result.error)
            after_death.complete(claim.job_type, claim.arguments, result.error)
            log.error("job died", extra=fields | {"reason": str(result.reason), "error": result.error})
        case FinishAction.CANCEL:
            complete_request(claim.job_id, RequestState.CANCELLED)
            log.warning("job cancelled", extra=fields)
        case FinishAction.CRASH | FinishAction.RELEASE:
            log.warning("job handed back", extra=fields | {"because": result.action.value})
        case _:
            assert_never(result.action)


def _this_attempt(claim: Claim, result: AttemptResult) -> AttemptReading:
    now = utc_now()
    return AttemptReading(
        attempt=claim.attempt,
        outcome=result.outcome or "",
        started_at=claim.started_at or now,
        ended_at=now,
        error=result.error,
        traceback=result.error_traceback,
        worker=claim.text("worker_name"),
        host=claim.text("fsp_host"),
        version=claim.text("fsp_version"),
    )
