"""Heals the gap between what SQL says is owed and what Redis knows: nothing asked for is forgotten."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

import redis
from sqlalchemy import literal, select, tuple_

from fsp.errors import Conflict
from fsp.extensions import db
from fsp.jobs.dependency import OnFailure
from fsp.models.job_request import JobRequest, RequestState
from fsp.models.types import UtcDateTime
from fsp.queueing.dependencies import still_awaited
from fsp.queueing.key_holder import key_holder
from fsp.queueing.request import hand_over, settle_request
from fsp.redis_ops import rq_keys

SETTLING_TIME = timedelta(seconds=10)
"""Requests younger than this may still be on their way to Redis."""

BATCH = 500

ENDED = {
    b"finished": RequestState.DONE,
    b"failed": RequestState.DEAD,
    b"stopped": RequestState.DEAD,
    b"canceled": RequestState.CANCELLED,
}
"""What each status RQ knows of an ended job means for its request."""


@dataclass(frozen=True)
class Reconciled:
    """How many requests were enqueued again and how many only needed their ending written down."""

    enqueued: int
    settled: int


def reconcile(connection: redis.Redis, now: datetime) -> Reconciled:
    """Enqueue again, under the same id, every request that is owed and has no job; harmless to repeat.

    A replay whose key another job holds goes on waiting for it.
    """
    enqueued = settled = 0
    for page in _owed(now - SETTLING_TIME):
        pipeline = connection.pipeline(transaction=False)
        for request in page:
            pipeline.hget(rq_keys.job(request.job_id), "status")
        for request, status in zip(page, cast(list[bytes | None], pipeline.execute()), strict=True):
            if status is None and not key_holder(connection, request):
                enqueued += _enqueue_again(connection, request)
            elif status is not None and (state := ENDED.get(status)) is not None:
                settled += settle_request(request.job_id, state)
    return Reconciled(enqueued, settled)


def _owed(until: datetime) -> Iterator[Sequence[Any]]:
    """Yield page after page, the oldest first: what a request runs after was asked for before it."""
    columns = (
        *(JobRequest.job_id, JobRequest.job_type, JobRequest.arguments, JobRequest.tags, JobRequest.parent_id),
        *(JobRequest.after, JobRequest.on_failure, JobRequest.requested_at),
    )
    place = tuple_(JobRequest.requested_at, JobRequest.job_id)
    query = select(*columns).where(JobRequest.state == RequestState.QUEUED, JobRequest.requested_at < until)
    query = query.order_by(JobRequest.requested_at, JobRequest.job_id).limit(BATCH)
    page = db.session.execute(query).all()
    while page:
        # No transaction is left open while Redis is asked.
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
        # The type refuses a second one; the request is settled with that reason.
        return False
