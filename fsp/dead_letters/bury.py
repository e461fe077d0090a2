"""Stores a dead letter: one row with everything needed to understand and replay the job."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from fsp.core import current_settings
from fsp.dead_letters.triage import next_replay_at
from fsp.inspection.attempts import AttemptReading
from fsp.jobs.fingerprint import fingerprint
from fsp.jobs.replay_id import root_job_id
from fsp.models.dead_letter import DeadLetterQueue, DeadLetterState
from fsp.redis_ops.shared_clock import best_now
from fsp.security.redaction import redact, redact_text
from fsp.storable import fitted
from fsp.stores import current_redis, db

MAX_QUEUE_BYTES, MAX_CLASS_BYTES = 50, 200
"""The sizes of the columns."""


def bury(
    *,
    job_id: str,
    job_type: str,
    queue: str,
    arguments: dict[str, Any],
    reason: str,
    error_class: str,
    error_message: str,
    error_traceback: str = "",
    attempts: Sequence[AttemptReading] = (),
    enqueued_at: datetime | None = None,
) -> DeadLetterQueue:
    """Write the job's dead letter and commit. A failed replay updates its original dead letter."""
    root, now = fitted(root_job_id(job_id)), best_now(current_redis())
    letter = db.session.scalar(select(DeadLetterQueue).where(DeadLetterQueue.job_id == root))
    if letter is None:
        letter = DeadLetterQueue(job_id=root, attempt_history=[], replays=0)
        db.session.add(letter)
    message = redact_text(error_message)
    letter.job_type, letter.queue, letter.arguments = (
        fitted(job_type),
        fitted(queue, MAX_QUEUE_BYTES),
        redact(arguments),
    )
    letter.reason, letter.error_class, letter.error_message = reason, fitted(error_class, MAX_CLASS_BYTES), message
    letter.error_traceback = redact_text(error_traceback)
    letter.fingerprint = fingerprint(error_class, message)
    letter.state, letter.buried_at, letter.enqueued_at = DeadLetterState.DEAD, now, enqueued_at
    letter.next_replay_at = next_replay_at(reason=reason, replays=letter.replays, now=now)
    letter.version = fitted(attempts[-1].version) if attempts else current_settings().code_version
    letter.settled_by, letter.settled_at = "", None
    rows = [attempt.as_json(job_id) for attempt in attempts]
    letter.attempt_history = [*letter.attempt_history, *(row for row in rows if row not in letter.attempt_history)]
    db.session.commit()
    return letter
