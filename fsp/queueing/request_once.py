"""A request with an idempotency key: asked for twice, done once, and always answered with the first job.

Source: the IETF draft "The Idempotency-Key HTTP Header Field" (httpapi, draft 07).
"""

import hashlib
import json
import logging
from datetime import timedelta
from typing import Any

from redis.exceptions import RedisError
from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError

from fsp.clock import utc_now
from fsp.errors import InvalidInput
from fsp.jobs.job_id import new_job_id
from fsp.jobs.job_options import RequestOptions
from fsp.jobs.registry import get_job_type
from fsp.models.idempotency_key import IdempotencyKey
from fsp.queueing.dependencies import check_known
from fsp.queueing.duplicates import Answer, note_duplicate
from fsp.queueing.request import add_request, commit_and_enqueue
from fsp.storable import check_text
from fsp.stores import current_redis, db, end_reading

log = logging.getLogger(__name__)

KEPT = timedelta(hours=24)
MAX_KEY_CHARACTERS = 255


def request_once(job_type: str, arguments: dict[str, Any], options: RequestOptions, *, key: str) -> tuple[str, bool]:
    """Return the id of the job that answers this key, and whether this call made it.

    Raise InvalidInput if the key was used for another request within 24 hours, or is too long.
    """
    check_text(key, "Idempotency-Key")
    if not key or len(key) > MAX_KEY_CHARACTERS:
        raise InvalidInput(f"An idempotency key needs 1 to {MAX_KEY_CHARACTERS} characters, got {len(key)}.")
    checked = get_job_type(job_type).validated(arguments)
    key_sha256 = _sha256(options.requested_by, key)
    request_sha256 = _request_sha256(job_type, checked, options)
    job_id = _answered(key_sha256, request_sha256)
    if job_id is not None:
        _note(job_type, job_id)
        return job_id, False
    check_known(options.after)
    request = add_request(job_type, checked, options)
    db.session.add(IdempotencyKey(key_sha256=key_sha256, request_sha256=request_sha256, job_id=request.job_id))
    try:
        enqueued = commit_and_enqueue(request, options)
    except IntegrityError:
        # Another request of the same key was first.
        db.session.rollback()
        job_id = _answered(key_sha256, request_sha256) or ""
        _note(job_type, job_id)
        return job_id, False
    if enqueued.job_id != request.job_id:
        _answer_with(enqueued.job_id, key_sha256)
    return enqueued.job_id, enqueued.created


def _request_sha256(job_type: str, checked: dict[str, Any], options: RequestOptions) -> str:
    order = [*options.after, options.on_failure] if options.after else []
    return _sha256(job_type, json.dumps(checked, sort_keys=True), *order, *options.tags)


def _answer_with(job_id: str, key_sha256: str) -> None:
    """Let the key's answer be another job, which does this by the rules of its type."""
    answer = update(IdempotencyKey).where(IdempotencyKey.key_sha256 == key_sha256).values(job_id=job_id)
    db.session.execute(answer)
    db.session.commit()


def _note(job_type: str, job_id: str) -> None:
    """Count and list the duplicate; an absent Redis does not keep it from being answered."""
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


def _answered(key_sha256: str, request_sha256: str) -> str | None:
    db.session.execute(delete(IdempotencyKey).where(IdempotencyKey.created_at < utc_now() - KEPT))
    answer = db.session.get(IdempotencyKey, key_sha256)
    end_reading()
    if answer is None:
        return None
    if answer.request_sha256 != request_sha256:
        raise InvalidInput("This idempotency key was used for another request within 24 hours; choose a new one.")
    return answer.job_id


def _sha256(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
