"""A request with an idempotency key: asked for twice, done once, and always answered with the first job.

Source: the IETF draft "The Idempotency-Key HTTP Header Field" (httpapi, draft 07).
"""

import hashlib
import json
import logging
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from redis.exceptions import RedisError
from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError

from fsp.clock import utc_now
from fsp.errors import InvalidInput
from fsp.extensions import current_redis, db, end_reading
from fsp.jobs.job_id import new_job_id
from fsp.jobs.job_options import OnFailure
from fsp.jobs.registry import get_job_type
from fsp.models.idempotency_key import IdempotencyKey
from fsp.queueing.dependencies import check_known
from fsp.queueing.duplicates import Answer, note_duplicate
from fsp.queueing.request import add_request, commit_and_enqueue
from fsp.storable import check_text

log = logging.getLogger(__name__)

KEPT = timedelta(hours=24)
LONGEST_KEY = 255


def request_once(
    job_type: str,
    arguments: dict[str, Any],
    *,
    key: str,
    requested_by: str,
    after: Sequence[str] = (),
    on_failure: OnFailure = OnFailure.WAIT,
    tags: Sequence[str] = (),
) -> tuple[str, bool]:
    """Return the id of the job that answers this key, and whether this call made it.

    Raise InvalidInput if the key was used for another request within 24 hours, or is too long.
    """
    check_text(key, "Idempotency-Key")
    if not key or len(key) > LONGEST_KEY:
        raise InvalidInput(f"An idempotency key needs 1 to {LONGEST_KEY} letters, got {len(key)}.")
    checked = get_job_type(job_type).validated(arguments)
    key_sha256 = _sha256(requested_by, key)
    request_sha256 = _sha256(
        job_type, json.dumps(checked, sort_keys=True), *([*after, on_failure] if after else []), *tags
    )
    found = _answered(key_sha256, request_sha256)
    if found is not None:
        _note(job_type, found)
        return found, False
    check_known(after)
    request = add_request(job_type, checked, requested_by=requested_by, tags=tags)
    db.session.add(IdempotencyKey(key_sha256=key_sha256, request_sha256=request_sha256, job_id=request.job_id))
    try:
        made = commit_and_enqueue(request, after=after, on_failure=on_failure)
    except IntegrityError:
        # Another request of the same key was first.
        db.session.rollback()
        found = _answered(key_sha256, request_sha256) or ""
        _note(job_type, found)
        return found, False
    if made.job_id != request.job_id:
        # By the rules of its type another job does this: the key's answer is that one from now on.
        answer = update(IdempotencyKey).where(IdempotencyKey.key_sha256 == key_sha256).values(job_id=made.job_id)
        db.session.execute(answer)
        db.session.commit()
    return made.job_id, made.created


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
    found = db.session.get(IdempotencyKey, key_sha256)
    end_reading()
    if found is None:
        return None
    if found.request_sha256 != request_sha256:
        raise InvalidInput("This idempotency key was used for another request within 24 hours; choose a new one.")
    return found.job_id


def _sha256(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
