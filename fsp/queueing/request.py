"""Requests jobs: stored in SQL first, so that Redis cannot lose them, then enqueued."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Unpack

import redis
from sqlalchemy import update

from fsp.clock import utc_now
from fsp.errors import Conflict
from fsp.jobs.deduplication import OnConflict
from fsp.jobs.job_id import new_job_id
from fsp.jobs.job_options import EnqueueOptions, OnFailure, RequestKeywords, RequestOptions
from fsp.jobs.registry import find_job_type, get_job_type
from fsp.jobs.replay_id import is_replay
from fsp.models.job_request import JobRequest, RequestState
from fsp.queueing.dependencies import check_known, still_awaited
from fsp.queueing.enqueue import enqueue
from fsp.queueing.enqueue_call import Enqueued
from fsp.queueing.subject import project_of
from fsp.stores import current_redis, db

HANDED_OVER = (
    *(JobRequest.job_id, JobRequest.job_type, JobRequest.arguments, JobRequest.tags, JobRequest.parent_id),
    *(JobRequest.after, JobRequest.on_failure, JobRequest.requested_at, JobRequest.error, JobRequest.batch_id),
)
"""The columns of a request that are needed to enqueue its job."""


def request_job(
    job_type: str,
    arguments: dict[str, Any],
    options: RequestOptions | None = None,
    **keywords: Unpack[RequestKeywords],
) -> Enqueued:
    """Store the request, commit, then enqueue its job; raise UnknownJobType or InvalidArguments before either.

    Options are a RequestOptions or keywords: `request_job(…, tags=["spring"])`. The job runs after the requests in
    `after`; raise NotFound for an unknown one. By the rules of the type an existing job may stand for the request;
    raise Conflict if the type refuses a second one.
    """
    options = options or RequestOptions(**keywords)
    checked = get_job_type(job_type).validated(arguments)
    check_known(options.after)
    return commit_and_enqueue(add_request(job_type, checked, options), options)


def add_request(job_type: str, checked: dict[str, Any], options: RequestOptions) -> JobRequest:
    """Add a request within the caller's transaction. The arguments are already validated.

    It belongs to the project that its arguments name, unless the caller names one. A later due time is stored, so that
    the reconcile job does not enqueue it too early.
    """
    request = JobRequest(
        job_id=options.job_id or new_job_id(job_type),
        job_type=job_type,
        arguments=checked,
        state=RequestState.QUEUED,
        requested_by=options.requested_by,
        requested_at=options.at or utc_now(),
        project_id=project_of(checked) if options.project_id is None else options.project_id,
        tags=list(options.tags),
        parent_id=options.parent or None,
    )
    db.session.add(request)
    return request


def commit_and_enqueue(request: JobRequest, options: RequestOptions) -> Enqueued:
    """Commit a new request, then enqueue its job, after its unfinished dependencies."""
    request.after, request.on_failure = list(options.after), options.on_failure
    awaited = still_awaited(options.after, options.on_failure)
    db.session.commit()
    return hand_over(current_redis(), request, after=awaited, at=options.at)


def hand_over(
    connection: redis.Redis, request: Any, *, after: Sequence[str] = (), at: datetime | None = None
) -> Enqueued:
    """Enqueue the job of a committed request or row; return the job that stands for it.

    A deduplicated request is no longer open: it must not be enqueued again when the other job has ended.
    """
    job_id = request.job_id
    options = EnqueueOptions(
        job_id=job_id,
        is_requested=True,
        tags=request.tags,
        parent=request.parent_id or "",
        at=at,
        after=after,
        on_failure=OnFailure(request.on_failure),
        on_conflict=_on_conflict(request),
    )
    try:
        enqueued = enqueue(connection, request.job_type, request.arguments, options)
    except Conflict as error:
        complete_request(job_id, RequestState.SKIPPED, error=str(error))
        raise
    # A replay stays open, because its dead letter needs its own result.
    if enqueued.job_id != job_id and not is_replay(job_id):
        _give_way(request, enqueued)
    return enqueued


def _on_conflict(request: Any) -> OnConflict | None:
    """Let batches follow the existing job if the type refuses a second one."""
    rules = find_job_type(request.job_type) if request.batch_id else None
    refuses = rules is not None and rules.deduplication.on_conflict == OnConflict.RAISE
    return OnConflict.RETURN if refuses else None


def _give_way(request: Any, enqueued: Enqueued) -> None:
    job_id, other, arguments = request.job_id, enqueued.job_id, request.arguments
    db.session.execute(update(JobRequest).where(JobRequest.job_id == job_id).values(answered_by=other))
    complete_request(job_id, RequestState.SKIPPED, error=f"The job {other} does this already.")
    if enqueued.is_replaced:
        db.session.execute(update(JobRequest).where(JobRequest.job_id == other).values(arguments=arguments))
        db.session.commit()


def complete_request(job_id: str, state: RequestState, *, error: str = "") -> bool:
    """Mark a request as completed; return whether there was an open one."""
    completed = db.session.execute(
        update(JobRequest)
        .where(JobRequest.job_id == job_id, JobRequest.state == RequestState.QUEUED)
        .values(state=state, settled_at=utc_now(), error=error)
    )
    db.session.commit()
    return bool(completed.rowcount)  # type: ignore[attr-defined]
