"""What goes with an ending besides the finish script: a dead letter before it, the request behind the job after it."""

import logging
from typing import Any

import redis

from fsp.clock import utc_now
from fsp.dead_letters import unwritten
from fsp.dead_letters.bury import bury
from fsp.extensions import forget_session
from fsp.handlers import after_death
from fsp.jobs.error_text import class_name_of
from fsp.models.job_request import RequestState
from fsp.queueing.attempts import AttemptReading, read_attempts
from fsp.queueing.request import settle_request
from fsp.storable import fitted
from fsp.worker.attempt_result import Ending
from fsp.worker.claim import Claim

log = logging.getLogger(__name__)


def before(connection: redis.Redis, claim: Claim, ending: Ending) -> None:
    """Bury a dead job before Redis is told: a crash in between leaves a job that is found again, never a lost one.

    A letter that SQL does not take waits in Redis: the job has ended all the same, and is not run again for it.
    """
    if ending.action != "dead":
        return
    letter = _letter(connection, claim, ending)
    try:
        bury(**letter)
    except Exception as error:  # noqa: BLE001  (SQL may be down, or have lost this connection)
        log.warning("dead letter kept in Redis", extra={"job_id": claim.job_id, "error": class_name_of(error)})
        unwritten.keep(connection, **letter)
        forget_session()


def _letter(connection: redis.Redis, claim: Claim, ending: Ending) -> dict[str, Any]:
    return {
        "job_id": claim.job_id,
        "job_type": claim.job_type,
        "queue": claim.queue,
        "arguments": claim.arguments,
        "reason": ending.reason,
        "error_class": ending.error_class,
        "error_message": ending.error.removeprefix(f"{ending.error_class}: "),
        "error_traceback": ending.error_traceback,
        "attempts": [*read_attempts(connection, claim.job_id), _this_attempt(claim, ending)],
        "enqueued_at": claim.enqueued_at,
    }


def touches_sql(claim: Claim, ending: Ending) -> bool:
    """Return whether `after` needs the database, and so an application context."""
    return claim.is_requested if ending.action == "success" else ending.action in {"dead", "cancel"}


def after(claim: Claim, ending: Ending) -> None:
    """Do what follows once Redis has it: settle the request behind the job, and what it was about."""
    fields = {"job_id": claim.job_id, "job_type": claim.job_type, "queue": claim.queue, "attempt": claim.attempt}
    if ending.action == "success":
        if claim.is_requested:
            settle_request(claim.job_id, RequestState.DONE)
        log.info("job succeeded", extra=fields | {"run_seconds": round(ending.spent.run_seconds, 3)})
    elif ending.action == "retry":
        log.warning("job will be retried", extra=fields | {"error": ending.error, "due_at": round(ending.due_at)})
    elif ending.action == "dead":
        settle_request(fitted(claim.job_id), RequestState.DEAD, error=ending.error)
        after_death.settle(claim.job_type, claim.arguments, ending.error)
        log.error("job died", extra=fields | {"reason": ending.reason, "error": ending.error})
    elif ending.action == "cancel":
        settle_request(claim.job_id, RequestState.CANCELLED)
        log.warning("job cancelled", extra=fields)
    else:
        log.warning("job handed back", extra=fields | {"because": ending.action})


def _this_attempt(claim: Claim, ending: Ending) -> AttemptReading:
    now = utc_now()
    return AttemptReading(
        attempt=claim.attempt,
        outcome=ending.outcome,
        started_at=claim.started_at or now,
        ended_at=now,
        error=ending.error,
        traceback=ending.error_traceback,
        worker=claim.text("worker_name"),
        host=claim.text("fsp_host"),
        version=claim.text("fsp_version"),
    )
