"""Chains and groups: many jobs requested in one transaction, so that a crash loses none of them."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from fsp.clock import utc_now
from fsp.errors import Conflict, InvalidInput
from fsp.jobs.job_id import check_job_id, new_job_id
from fsp.jobs.job_options import MAX_AFTER, OnFailure, RequestOptions
from fsp.jobs.registry import get_job_type
from fsp.models.batch import Batch, BatchKind
from fsp.models.job_request import JobRequest, RequestState
from fsp.queueing.request import HANDED_OVER, add_request, hand_over
from fsp.storable import MAX_NAME_BYTES, check_text
from fsp.stores import current_redis, db, end_reading

MAX_JOBS = MAX_AFTER
"""Jobs of one batch, without the callback."""

AT_ONCE = 100
"""Jobs that are enqueued before the next check whether the batch was cancelled."""

BATCH_ID = "batch_id"
"""The argument of a job type that receives the id of the batch, unless the request sets it."""


@dataclass(frozen=True, slots=True)
class BatchJob:
    """One job of a batch."""

    job_type: str
    arguments: dict[str, Any] = field(default_factory=dict)
    tags: Sequence[str] = ()


@dataclass(frozen=True)
class BatchRequest:
    """The batch of a request. `created` is false if a batch with this id already existed."""

    batch_id: str
    created: bool


@dataclass(frozen=True, slots=True)
class BatchOptions:
    """The options of a batch. With an `id` of your own, a repeated request has no effect."""

    id: str | None = None
    name: str = ""
    requested_by: str = ""


def chain(
    jobs: Sequence[BatchJob], options: BatchOptions | None = None, *, on_failure: OnFailure = OnFailure.WAIT
) -> BatchRequest:
    """Request jobs that run one after the other; return their batch.

    If one does not succeed, the next one waits for its replay, or runs anyway, depending on `on_failure`. Raise
    InvalidInput for too few or too many jobs, Conflict for the id of another batch, and what `request_job` raises for
    invalid jobs.
    """
    return _request(BatchKind.CHAIN, jobs, None, options or BatchOptions(), on_failure)


def group(
    jobs: Sequence[BatchJob], options: BatchOptions | None = None, *, callback: BatchJob | None = None
) -> BatchRequest:
    """Request jobs that run in any order, and a callback that runs after all of them have ended; return their batch.

    The callback runs whether or not they succeeded. Raises what `chain` raises.
    """
    return _request(BatchKind.GROUP, jobs, callback, options or BatchOptions(), OnFailure.RUN)


def _request(
    kind: BatchKind,
    jobs: Sequence[BatchJob],
    callback: BatchJob | None,
    options: BatchOptions,
    on_failure: OnFailure,
) -> BatchRequest:
    batch_id = check_job_id(options.id or f"batch-{uuid4().hex}", "id")
    check_text(options.name, "name", max_bytes=MAX_NAME_BYTES)
    if not 1 <= len(jobs) <= MAX_JOBS:
        raise InvalidInput(f"A batch has 1 to {MAX_JOBS} jobs, got {len(jobs)}.")
    checked = [_checked(job, batch_id) for job in [*jobs, *([callback] if callback else [])]]
    digest = _sha256(kind, on_failure, checked, has_callback=callback is not None)
    is_new = not _is_requested(batch_id, digest)
    if is_new:
        batch = Batch(id=batch_id, kind=kind, name=options.name, requested_by=options.requested_by, total=len(jobs))
        batch.content_sha256, batch.requested_at = digest, utc_now()
        _add_requests(batch, checked, on_failure)
        is_new = _commit(batch_id, digest)
    if is_new:
        _enqueue(batch_id)
    return BatchRequest(batch_id, is_new)


def _checked(job: BatchJob, batch_id: str) -> BatchJob:
    rules = get_job_type(job.job_type)
    own = {BATCH_ID: batch_id} if BATCH_ID in rules.arguments_model.model_fields else {}
    options = RequestOptions(tags=job.tags)
    return BatchJob(job.job_type, rules.validated(own | job.arguments), options.tags)


def _sha256(kind: BatchKind, on_failure: OnFailure, jobs: list[BatchJob], *, has_callback: bool) -> str:
    content = [kind, on_failure, has_callback, [asdict(job) for job in jobs]]
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _is_requested(batch_id: str, digest: str) -> bool:
    stored_sha256 = db.session.scalar(select(Batch.content_sha256).where(Batch.id == batch_id))
    end_reading()
    if stored_sha256 not in {None, digest}:
        raise Conflict(f'The id "{batch_id}" stands for another batch; choose a new one.')
    return stored_sha256 is not None


def _add_requests(batch: Batch, jobs: list[BatchJob], on_failure: OnFailure) -> None:
    db.session.add(batch)
    ids = [new_job_id(job.job_type) for job in jobs]
    if len(ids) > batch.total:
        batch.callback_id = ids[-1]
    for number, (job_id, job) in enumerate(zip(ids, jobs, strict=True)):
        # The order in which the reconcile job enqueues them.
        at = batch.requested_at + timedelta(microseconds=number)
        options = RequestOptions(job_id=job_id, at=at, tags=job.tags, requested_by=batch.requested_by)
        request = add_request(job.job_type, job.arguments, options)
        is_callback = job_id == batch.callback_id
        previous = ids[number - 1 : number] if number and batch.kind == BatchKind.CHAIN else []
        request.after, request.on_failure = (ids[:-1] if is_callback else previous), on_failure
        request.batch_id = batch.id


def _commit(batch_id: str, digest: str) -> bool:
    """Commit the batch with its requests; return False if another process committed the same batch first."""
    try:
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        if not _is_requested(batch_id, digest):
            raise
        return False
    return True


def _enqueue(batch_id: str) -> None:
    """Enqueue the jobs in order. After a crash, the reconcile job enqueues the rest."""
    in_order = JobRequest.requested_at, JobRequest.job_id
    ids = db.session.scalars(select(JobRequest.job_id).where(JobRequest.batch_id == batch_id).order_by(*in_order)).all()
    connection = current_redis()
    answered: dict[str, str] = {}
    for begin in range(0, len(ids), AT_ONCE):
        # Some may have been cancelled in the meantime.
        still_owed = JobRequest.job_id.in_(ids[begin : begin + AT_ONCE]), JobRequest.state == RequestState.QUEUED
        rows = db.session.execute(select(*HANDED_OVER).where(*still_owed).order_by(*in_order)).all()
        end_reading()
        for row in rows:
            after = [answered.get(other, other) for other in row.after]
            answered[row.job_id] = hand_over(connection, row, after=after).job_id
