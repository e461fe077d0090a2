"""Replaying, discarding or restoring all of a selection: in batches, paced, with progress, harmless to start again."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

import redis
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from fsp.dead_letters.replay import discard, replay, restore
from fsp.dead_letters.selection import Selection, conditions, count
from fsp.errors import Conflict, FspError, InvalidInput
from fsp.extensions import db, end_reading
from fsp.jobs.run_context import progress, stop_if_cancelled
from fsp.models.dead_letter import DeadLetterQueue, DeadLetterState
from fsp.queueing.request import request_job

BULK_JOB = "dead-letter-bulk"
BATCH = 100
UNDO_SECONDS = 10
"""A bulk job begins this much later, so that a slip can be taken back before anything has happened."""

PER_MINUTE = 600
FASTEST_PER_MINUTE = 6000


class BulkAction(StrEnum):
    """What is done with each."""

    REPLAY = "replay"
    DISCARD = "discard"
    RESTORE = "restore"

    @property
    def needs(self) -> DeadLetterState:
        """Return the state in which this can be done."""
        return DeadLetterState.DISCARDED if self is BulkAction.RESTORE else DeadLetterState.DEAD


@dataclass(frozen=True)
class BulkReport:
    """How many were dealt with, and how many were not, by reason: another was first, or they could not run."""

    done: int
    skipped: int
    reasons: dict[str, int] = field(default_factory=dict)


def request_bulk(
    action: BulkAction,
    selection: Selection,
    *,
    by: str,
    now: datetime,
    once: str = "",
    per_minute: int = PER_MINUTE,
) -> str:
    """Ask for a job that deals with the selection in a moment; return its id.

    The same `once` a second time is answered with the job of the first.
    """
    if not 1 <= per_minute <= FASTEST_PER_MINUTE:
        raise InvalidInput(f"From 1 to {FASTEST_PER_MINUTE} a minute can be replayed, got {per_minute}.")
    arguments = {
        "action": action.value,
        "before": selection.before.isoformat(),
        "by": by,
        "of_type": selection.job_type,
        "reason": selection.reason,
        "fingerprint": selection.fingerprint,
        "text": selection.text,
        "since": selection.since.isoformat() if selection.since else None,
        "per_minute": per_minute,
    }
    job_id = f"{BULK_JOB}-{once}" if once else None
    at = now + timedelta(seconds=UNDO_SECONDS)
    try:
        return request_job(BULK_JOB, arguments, requested_by=by, job_id=job_id, at=at).job_id
    except IntegrityError:
        # The same form was sent twice.
        db.session.rollback()
        return job_id or ""


def apply_to_all(
    connection: redis.Redis,
    action: BulkAction,
    selection: Selection,
    *,
    by: str,
    now: datetime,
    per_minute: int = PER_MINUTE,
) -> BulkReport:
    """Deal with every selected dead letter; what changed meanwhile is left alone and counted."""
    total, last_id = count(selection), 0
    pace = timedelta(minutes=1) / per_minute
    begun: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    done = 0
    while letters := _batch(selection, last_id):
        stop_if_cancelled()
        for letter in letters:
            fault = _apply(connection, action, letter, by=by, now=now, at=now + pace * begun[letter.job_type])
            if fault:
                reasons[fault] += 1
            else:
                begun[letter.job_type] += 1
                done += 1
        last_id = letters[-1].id
        progress(done + reasons.total(), total, f"{done} done, {reasons.total()} skipped")
    return BulkReport(done, reasons.total(), dict(reasons))


def _apply(
    connection: redis.Redis, action: BulkAction, letter: DeadLetterQueue, *, by: str, now: datetime, at: datetime
) -> str:
    """Return nothing, or why it was left alone: it stays where a person finds it."""
    try:
        if action is BulkAction.REPLAY:
            replay(connection, letter, by=by, now=now, at=at if at > now else None)
        elif action is BulkAction.DISCARD:
            discard(letter, by=by, now=now)
        else:
            restore(letter, by=by, now=now)
    except (Conflict, InvalidInput) as error:
        db.session.rollback()
        return _reason(error)
    return ""


def _reason(error: FspError) -> str:
    return "changed meanwhile" if isinstance(error, Conflict) else "its arguments do not fit its type"


def _batch(selection: Selection, after: int) -> list[DeadLetterQueue]:
    found = db.session.scalars(
        select(DeadLetterQueue)
        .where(*conditions(selection), DeadLetterQueue.id > after)
        .order_by(DeadLetterQueue.id)
        .limit(BATCH)
    ).all()
    end_reading()
    return list(found)
