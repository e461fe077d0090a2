"""Reading batches: the progress of the whole, and the state of each job."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, cast

import redis
from sqlalchemy import func, select

from fsp.errors import NotFound
from fsp.jobs.replay_id import root_job_id
from fsp.models.batch import Batch
from fsp.models.job_request import JobRequest, RequestState
from fsp.redis_ops import rq_keys
from fsp.stored import text_of
from fsp.stores import db, end_reading

MAX_LISTED = 100


class BatchState(StrEnum):
    """How a batch is as a whole, its callback included."""

    RUNNING = "running"
    """Jobs wait or run."""
    WAITING = "waiting"
    """All that is left waits for a job that failed or was cancelled."""
    DONE = "done"
    FAILED = "failed"
    """Everything has ended, and a job failed."""
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class BatchMember:
    """One job of a batch, in the newest of its replays. `state` is that of its request, or Redis's while it lives."""

    job_id: str
    job_type: str
    state: str
    settled_at: datetime | None
    error: str
    answered_by: str | None

    @property
    def has_ended(self) -> bool:
        """Return whether it waits and runs no more."""
        return self.state in {RequestState.DONE, RequestState.DEAD, RequestState.CANCELLED, RequestState.SKIPPED}


@dataclass(frozen=True)
class BatchView:
    """One batch with its jobs in their order."""

    as_of: datetime
    batch: Batch
    members: list[BatchMember]
    callback: BatchMember | None

    @property
    def counts(self) -> dict[str, int]:
        """Return how many jobs are in each state, without the callback."""
        return dict(Counter(member.state for member in self.members))

    @property
    def ended(self) -> int:
        """Return how many jobs have ended, without the callback."""
        return sum(member.has_ended for member in self.members)

    @property
    def state(self) -> BatchState:
        """Return how the batch is as a whole."""
        everything = [*self.members, *([self.callback] if self.callback else [])]
        return state_of(Counter(member.state for member in everything))


def state_of(counts: Counter[str]) -> BatchState:
    """Return how a batch is, from how many of its jobs are in each state."""
    failed = counts[RequestState.DEAD] + counts[RequestState.CANCELLED]
    ended = failed + counts[RequestState.DONE] + counts[RequestState.SKIPPED]
    left = counts.total() - ended
    if left:
        return BatchState.WAITING if failed and left == counts["deferred"] else BatchState.RUNNING
    if counts[RequestState.DEAD]:
        return BatchState.FAILED
    return BatchState.CANCELLED if failed else BatchState.DONE


def read_batch(connection: redis.Redis, batch_id: str, now: datetime) -> BatchView:
    """Return one batch; raise NotFound for one that is unknown."""
    batch = db.session.get(Batch, batch_id)
    if batch is None:
        end_reading()
        raise NotFound(f'There is no batch "{batch_id}"; batches are deleted with their jobs.')
    rows = db.session.scalars(
        select(JobRequest)
        .where(JobRequest.batch_id == batch_id)
        .order_by(JobRequest.requested_at, JobRequest.job_id)
        .execution_options(populate_existing=True)
    ).all()
    end_reading()
    # Replays were requested later: the newest takes the place of the job that it replays.
    newest = {root_job_id(row.job_id): row for row in rows}
    live = _statuses(connection, [row.job_id for row in newest.values() if row.state == RequestState.QUEUED])
    members = {root: _member(row, live) for root, row in newest.items()}
    callback = members.pop(batch.callback_id, None) if batch.callback_id else None
    return BatchView(now, batch, list(members.values()), callback)


@dataclass(frozen=True)
class BatchSummary:
    """One batch of a list, from what SQL knows of it."""

    batch: Batch
    jobs: int
    """Its callback included, as in the other numbers."""
    ended: int
    failed: int
    cancelled: int

    @property
    def state(self) -> BatchState:
        """Return how the batch is as a whole; one that only waits for a failed job is running here."""
        if self.ended < self.jobs:
            return BatchState.RUNNING
        if self.failed:
            return BatchState.FAILED
        return BatchState.CANCELLED if self.cancelled else BatchState.DONE


def read_batches(*, before: datetime | None = None, limit: int = MAX_LISTED) -> list[BatchSummary]:
    """Return batches, the newest first."""
    query = select(Batch).order_by(Batch.requested_at.desc(), Batch.id).limit(limit)
    batches = db.session.scalars(query.where(Batch.requested_at < before) if before else query).all()
    counts = _counts([batch.id for batch in batches])
    end_reading()
    return [_summary(batch, counts) for batch in batches]


def _summary(batch: Batch, counts: dict[tuple[str, str], int]) -> BatchSummary:
    by_state = {state: counts.get((batch.id, state), 0) for state in RequestState}
    jobs = batch.total + (batch.callback_id is not None)
    # Each replay is a further row, and the one that it replays is dead.
    replays = max(0, sum(by_state.values()) - jobs)
    open_ = by_state[RequestState.QUEUED]
    failed = max(0, by_state[RequestState.DEAD] - replays)
    return BatchSummary(batch, jobs, jobs - open_, failed, by_state[RequestState.CANCELLED])


def _counts(ids: Sequence[str]) -> dict[tuple[str, str], int]:
    if not ids:
        return {}
    rows: Iterable[Any] = db.session.execute(
        select(JobRequest.batch_id, JobRequest.state, func.count())
        .where(JobRequest.batch_id.in_(ids))
        .group_by(JobRequest.batch_id, JobRequest.state)
    )
    return {(batch_id, state): count for batch_id, state, count in rows}


def _member(row: JobRequest, live: dict[str, str]) -> BatchMember:
    state = live.get(row.job_id) or row.state
    return BatchMember(row.job_id, row.job_type, state, row.settled_at, row.error, row.answered_by)


def _statuses(connection: redis.Redis, ids: list[str]) -> dict[str, str]:
    """Return what Redis says of jobs that have not ended for SQL; one that just has is `queued` for a moment."""
    pipeline = connection.pipeline(transaction=False)
    for job_id in ids:
        pipeline.hget(rq_keys.job(job_id), "status")
    statuses = cast(list[bytes | None], pipeline.execute()) if ids else []
    live = ("queued", "started", "scheduled", "deferred", "rate_limited")
    states = {job_id: text_of(status) for job_id, status in zip(ids, statuses, strict=True)}
    return {job_id: status for job_id, status in states.items() if status in live}
