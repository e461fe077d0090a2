"""Requests a job with an idempotency key: repeating the request returns the first job."""

import logging
from typing import Any

from redis.exceptions import RedisError
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from fsp.clock import utc_now
from fsp.jobs.job_id import new_job_id
from fsp.jobs.job_options import RequestOptions
from fsp.jobs.registry import get_job_type
from fsp.models.idempotency_key import IdempotencyKey
from fsp.queueing.dependencies import check_known
from fsp.queueing.duplicates import Answer, note_duplicate
from fsp.queueing.keyed_request import KeyedRequest, keyed_request
from fsp.queueing.request import add_request, commit_and_enqueue
from fsp.stores import current_redis, db

log = logging.getLogger(__name__)


def request_once(job_type: str, arguments: dict[str, Any], options: RequestOptions, *, key: str) -> tuple[str, bool]:
    """Return the id of the job for this key, and whether this call created it.

    Raise InvalidInput if the key was used for another request within 24 hours, or is too long.
    """
    checked = get_job_type(job_type).validated(arguments)
    keyed = _keyed(job_type, checked, options, key)
    job_id = keyed.read_result()
    if job_id is not None:
        _note(job_type, job_id)
        return job_id, False
    check_known(options.after)
    request = add_request(job_type, checked, options)
    keyed.add_result(request.job_id)
    try:
        enqueued = commit_and_enqueue(request, options)
    except IntegrityError:
        # Another request with the same key was first.
        db.session.rollback()
        job_id = keyed.read_result() or ""
        _note(job_type, job_id)
        return job_id, False
    if enqueued.job_id != request.job_id:
        _answer_with(enqueued.job_id, keyed)
    return enqueued.job_id, enqueued.created


def _keyed(job_type: str, checked: dict[str, Any], options: RequestOptions, key: str) -> KeyedRequest:
    order = [*options.after, options.on_failure] if options.after else []
    request = [job_type, checked, *order, *options.tags]
    return keyed_request(key, requested_by=options.requested_by, request=request)


def _answer_with(job_id: str, keyed: KeyedRequest) -> None:
    """Let the key refer to an existing job, which does the same by the rules of its type."""
    key = IdempotencyKey.key_sha256 == keyed.key_sha256
    db.session.execute(update(IdempotencyKey).where(key).values(result=job_id))
    db.session.commit()


def _note(job_type: str, job_id: str) -> None:
    """Count and list the duplicate. A Redis that is down does not prevent the response."""
    try:
        note_duplicate(
            current_redis(),
            job_type,
            job_id,
            duplicate_id=new_job_id(job_type),
            answer=Answer.FIRST_KEPT,
            at=utc_now(),
        )
    except RedisError as error:
        log.warning("a duplicate was not counted", extra={"job_id": job_id, "error": str(error)})
