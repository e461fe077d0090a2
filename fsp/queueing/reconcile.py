"""Heals the gap between what SQL says is owed and what Redis knows: nothing asked for is forgotten."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

import redis
from sqlalchemy import select

from fsp.extensions import db
from fsp.models.job_request import JobRequest, RequestState
from fsp.queueing.enqueue import enqueue
from fsp.queueing.request import settle_request
from fsp.redis_ops import keys

SETTLING_TIME = timedelta(seconds=10)
"""Requests younger than this may still be on their way to Redis."""

BATCH = 500


@dataclass(frozen=True)
class Reconciled:
    """How many requests were enqueued again and how many only needed their ending written down."""

    enqueued: int
    settled: int


def reconcile(connection: redis.Redis, now: datetime) -> Reconciled:
    """Enqueue again, under the same id, every request that is owed and has no job; harmless to repeat."""
    owed = db.session.execute(
        select(JobRequest.job_id, JobRequest.job_type, JobRequest.arguments, JobRequest.tags, JobRequest.parent_id)
        .where(JobRequest.state == RequestState.QUEUED, JobRequest.requested_at < now - SETTLING_TIME)
        .order_by(JobRequest.requested_at)
        .limit(BATCH)
    ).all()
    db.session.commit()
    enqueued = settled = 0
    for job_id, job_type, arguments, tags, parent in owed:
        status = cast(bytes | None, connection.hget(keys.job(job_id), "status"))
        if status is None:
            done = enqueue(
                connection, job_type, arguments, job_id=job_id, is_requested=True, tags=tags, parent=parent or ""
            )
            enqueued += done.created
        elif status == b"finished":
            settled += settle_request(job_id, RequestState.DONE)
        elif status in {b"failed", b"stopped"}:
            settled += settle_request(job_id, RequestState.DEAD)
        elif status == b"canceled":
            settled += settle_request(job_id, RequestState.CANCELLED)
    return Reconciled(enqueued, settled)
