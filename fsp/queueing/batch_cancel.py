"""Cancels a batch: waiting jobs immediately, running ones within seconds.

Failed jobs are no longer replayed automatically.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

import redis
from rq.defaults import RQ_KEY_PREFIX
from rq.utils import utcformat
from sqlalchemy import select, update

from fsp.errors import Conflict, NotFound
from fsp.models.batch import Batch
from fsp.models.dead_letter import DeadLetterQueue, DeadLetterState
from fsp.models.job_request import JobRequest, RequestState
from fsp.queueing.rq_job import RESULT_TTL_SECONDS
from fsp.redis_ops.scripts import script
from fsp.stores import db, end_reading

AT_ONCE = 100


@dataclass(frozen=True)
class BatchCancelled:
    """How many jobs are cancelled, and how many running ones their workers will stop."""

    cancelled: int
    stopping: int


def cancel_batch(connection: redis.Redis, batch_id: str, *, by: str, now: datetime) -> BatchCancelled:
    """Cancel every job of a batch that has not ended; safe to repeat.

    Raise NotFound for an unknown batch, Conflict if all its jobs have ended.
    """
    if db.session.get(Batch, batch_id) is None:
        end_reading()
        raise NotFound(f'There is no batch "{batch_id}"; batches are deleted with their jobs.')
    noted = update(Batch).where(Batch.id == batch_id, Batch.cancelled_at.is_(None))
    db.session.execute(noted.values(cancelled_by=by, cancelled_at=now))
    replayable = _stop_replays(batch_id)
    db.session.commit()
    # In reverse order: a dependent job must not start when its dependency is cancelled.
    query = select(JobRequest.job_id).where(JobRequest.batch_id == batch_id, JobRequest.state == RequestState.QUEUED)
    ids = db.session.scalars(query.order_by(JobRequest.requested_at.desc(), JobRequest.job_id.desc())).all()
    end_reading()
    if not ids and not replayable:
        raise Conflict(f"Every job of the batch {batch_id} has ended; there is nothing to cancel.")
    cancelled = stopping = 0
    for begin in range(0, len(ids), AT_ONCE):
        answers = _cancel(connection, ids[begin : begin + AT_ONCE], by=by, now=now)
        waiting = [job_id for job_id, answer in answers.items() if answer in {b"canceled", b""}]
        _complete(waiting, by=by, now=now)
        cancelled, stopping = cancelled + len(waiting), stopping + sum(a == b"asked" for a in answers.values())
    return BatchCancelled(cancelled, stopping)


def _stop_replays(batch_id: str) -> int:
    """Disable automatic replays of the batch's dead letters; return how many were affected."""
    jobs = select(JobRequest.job_id).where(JobRequest.batch_id == batch_id)
    letters = update(DeadLetterQueue).where(
        DeadLetterQueue.job_id.in_(jobs),
        DeadLetterQueue.state == DeadLetterState.DEAD,
        DeadLetterQueue.next_replay_at.is_not(None),
    )
    stopped: Any = db.session.execute(letters.values(next_replay_at=None).execution_options(synchronize_session=False))
    return int(stopped.rowcount)


def _cancel(connection: redis.Redis, ids: Sequence[str], *, by: str, now: datetime) -> dict[str, bytes]:
    """Cancel jobs in one round trip; return the script's response for each."""
    with connection.pipeline(transaction=False) as pipeline:
        for job_id in ids:
            args: list[str | int] = [RQ_KEY_PREFIX, job_id, utcformat(now), RESULT_TTL_SECONDS, by]
            script("cancel")(args=args, client=pipeline)
        return dict(zip(ids, cast(list[bytes], pipeline.execute()), strict=True))


def _complete(ids: list[str], *, by: str, now: datetime) -> None:
    db.session.execute(
        update(JobRequest)
        .where(JobRequest.job_id.in_(ids), JobRequest.state == RequestState.QUEUED)
        .values(state=RequestState.CANCELLED, settled_at=now, error=f"cancelled by {by}")
    )
    db.session.commit()
