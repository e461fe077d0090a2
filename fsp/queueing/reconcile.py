"""Reconciles SQL and Redis: requests that SQL still waits for and Redis does not know are enqueued again."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import redis
from sqlalchemy import literal, select, tuple_, update

from fsp.errors import Conflict
from fsp.jobs.job_options import OnFailure
from fsp.models.job_request import JobRequest, RequestState
from fsp.models.types import UtcDateTime
from fsp.queueing.dedup_owner import dedup_owner
from fsp.queueing.dependencies import still_awaited
from fsp.queueing.older_database import notice_turned_back
from fsp.queueing.proof import is_proved_dead, is_proved_done
from fsp.queueing.request import HANDED_OVER, complete_request, hand_over
from fsp.queueing.turned_back import TurnedBack
from fsp.redis_ops import rq_keys
from fsp.redis_ops.set_aside import SetAside
from fsp.stored import moment_of, read_or
from fsp.stores import db

log = logging.getLogger(__name__)

SETTLING_TIME = timedelta(seconds=10)
"""Younger requests may still be on their way to Redis."""

BATCH = 500

ENDED = {
    b"finished": RequestState.DONE,
    b"failed": RequestState.DEAD,
    b"stopped": RequestState.DEAD,
    b"canceled": RequestState.CANCELLED,
}
"""What each RQ status of a finished job means for its request."""


@dataclass(frozen=True)
class Reconciled:
    """How many requests were enqueued again, and how many only needed their result recorded.

    Those set aside cannot be enqueued; `named` lists the first of them with the reason.
    """

    enqueued: int
    settled: int
    set_aside: int = 0
    named: tuple[str, ...] = ()


def reconcile(connection: redis.Redis, now: datetime) -> Reconciled:
    """Enqueue every open request without a job again, under the same id; safe to repeat.

    Neither store is assumed to be newer: a job that Redis calls finished but whose result is missing in SQL runs again.
    A replay whose key another job holds keeps waiting. A request that cannot be enqueued, for example of a removed
    type, stays open with the reason, and is retried each time because another version may know its type.
    """
    enqueued = settled = 0
    aside = SetAside(connection, "request")
    turned_back = notice_turned_back(connection, now)
    for page in _owed(now - SETTLING_TIME):
        pipeline = connection.pipeline(transaction=False)
        for request in page:
            pipeline.hmget(rq_keys.job(request.job_id), "status", "ended_at")
        for request, fields in zip(page, pipeline.execute(raise_on_error=False), strict=True):
            try:
                outcome = _reconcile_one(connection, request, fields, turned_back)
            except Exception as error:  # noqa: BLE001  (whatever is wrong with one, the next one is owed too)
                db.session.rollback()
                _note(request, aside.add(request.job_id, error, stored_error=request.error))
                continue
            enqueued, settled = enqueued + outcome.enqueued, settled + outcome.settled
    return Reconciled(enqueued, settled, aside.count, tuple(aside.names))


def _reconcile_one(connection: redis.Redis, request: Any, fields: Any, turned_back: TurnedBack | None) -> Reconciled:
    if isinstance(fields, Exception):
        raise fields
    status, ended_at = fields
    if status is None:
        return Reconciled(int(not dedup_owner(connection, request) and _enqueue_again(connection, request)), 0)
    state = ENDED.get(status)
    if state is None:
        return Reconciled(0, 0)
    if _is_proved(connection, request, state, ended_at, turned_back):
        return Reconciled(0, int(complete_request(request.job_id, state)))
    log.warning("job is done again, as its result is missing", extra={"job_id": request.job_id})
    return Reconciled(int(_enqueue_again(connection, request)), 0)


def _note(request: Any, why: str) -> None:
    """Store with the request why it has no job."""
    if why != request.error:
        noted = update(JobRequest).where(JobRequest.job_id == request.job_id, JobRequest.state == RequestState.QUEUED)
        db.session.execute(noted.values(error=why))
        db.session.commit()


def _is_proved(
    connection: redis.Redis, request: Any, state: RequestState, ended_at: bytes | None, turned_back: TurnedBack | None
) -> bool:
    if state == RequestState.DONE:
        moment = read_or(None, moment_of, ended_at) if ended_at else None
        return is_proved_done(request.job_id, request.job_type, moment, turned_back)
    return state != RequestState.DEAD or is_proved_dead(connection, request.job_id)


def _owed(until: datetime) -> Iterator[Sequence[Any]]:
    """Yield pages of open requests, oldest first, because dependencies were requested earlier."""
    place = tuple_(JobRequest.requested_at, JobRequest.job_id)
    query = select(*HANDED_OVER).where(JobRequest.state == RequestState.QUEUED, JobRequest.requested_at < until)
    query = query.order_by(JobRequest.requested_at, JobRequest.job_id).limit(BATCH)
    page = db.session.execute(query).all()
    while page:
        # No transaction stays open during the calls to Redis.
        db.session.commit()
        yield page
        last = tuple_(literal(page[-1].requested_at, UtcDateTime), page[-1].job_id)
        page = db.session.execute(query.where(place > last)).all()
    db.session.commit()


def _enqueue_again(connection: redis.Redis, request: Any) -> bool:
    awaited = still_awaited(request.after, OnFailure(request.on_failure))
    db.session.commit()
    try:
        return hand_over(connection, request, after=awaited).created
    except Conflict:
        # The type refuses a second job. The request is completed with that reason.
        return False
