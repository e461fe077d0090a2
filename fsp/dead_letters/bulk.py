"""Replaying or discarding every dead letter of a selection: in batches, with progress, harmless to start again."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import redis
from sqlalchemy import ColumnElement, func, select

from fsp.dead_letters.replay import discard, replay
from fsp.errors import Conflict, InvalidInput
from fsp.extensions import db, end_reading
from fsp.jobs.run_context import progress, stop_if_cancelled
from fsp.models.dead_letter import DeadLetterQueue, DeadLetterState
from fsp.queueing.request import request_job

BULK_JOB = "dead-letter-bulk"
BATCH = 100
PACE = timedelta(milliseconds=100)
"""Between two replays of one job type: ten a second, so that a mended fault is not broken again at once."""


class BulkAction(StrEnum):
    """What is done with each."""

    REPLAY = "replay"
    DISCARD = "discard"


@dataclass(frozen=True)
class Selection:
    """Which dead letters: those all of whose named parts agree; an empty part is any. None younger than `before`."""

    before: datetime
    job_type: str = ""
    reason: str = ""
    fingerprint: str = ""


@dataclass(frozen=True)
class BulkReport:
    """How many were dealt with, and how many were not, because somebody else was first or they could not run."""

    done: int
    skipped: int


@dataclass(frozen=True)
class LetterGroup:
    """Dead letters of one fingerprint."""

    fingerprint: str
    job_type: str
    error: str
    count: int
    first_at: datetime
    last_at: datetime


def count(selection: Selection) -> int:
    """Return how many dead letters are selected now."""
    found = db.session.scalar(select(func.count(DeadLetterQueue.id)).where(*_conditions(selection)))
    end_reading()
    return found or 0


def read_groups(limit: int = 50) -> list[LetterGroup]:
    """Return the dead letters that wait, grouped by fingerprint, the largest group first."""
    one, number = DeadLetterQueue, func.count(DeadLetterQueue.id)
    rows = db.session.execute(
        select(
            *(one.fingerprint, func.min(one.job_type), func.min(one.error_class), func.min(one.error_message)),
            *(number, func.min(one.buried_at), func.max(one.buried_at)),
        )
        .where(one.state == DeadLetterState.DEAD)
        .group_by(one.fingerprint)
        .order_by(number.desc(), one.fingerprint)
        .limit(limit)
    ).all()
    end_reading()
    return [LetterGroup(row[0], row[1], f"{row[2]}: {row[3]}", row[4], row[5], row[6]) for row in rows]


def request_bulk(action: BulkAction, selection: Selection, *, by: str) -> str:
    """Ask for a job that deals with the selection; return its id."""
    arguments = {
        "action": action.value,
        "before": selection.before.isoformat(),
        "by": by,
        "of_type": selection.job_type,
        "reason": selection.reason,
        "fingerprint": selection.fingerprint,
    }
    return request_job(BULK_JOB, arguments, requested_by=by).job_id


def apply_to_all(
    connection: redis.Redis, action: BulkAction, selection: Selection, *, by: str, now: datetime
) -> BulkReport:
    """Deal with every selected dead letter; what changed meanwhile is left alone and counted."""
    total, last_id = count(selection), 0
    begun: Counter[str] = Counter()
    done = skipped = 0
    while letters := _batch(selection, last_id):
        stop_if_cancelled()
        for letter in letters:
            at = now + PACE * begun[letter.job_type]
            if _apply(connection, action, letter, by=by, now=now, at=at):
                begun[letter.job_type] += 1
                done += 1
            else:
                skipped += 1
        last_id = letters[-1].id
        progress(done + skipped, total, f"{done} done, {skipped} skipped")
    return BulkReport(done, skipped)


def _apply(
    connection: redis.Redis, action: BulkAction, letter: DeadLetterQueue, *, by: str, now: datetime, at: datetime
) -> bool:
    try:
        if action == BulkAction.REPLAY:
            replay(connection, letter, by=by, now=now, at=at if at > now else None)
        else:
            discard(letter)
    except (Conflict, InvalidInput):
        # Another was first, or its arguments no longer fit its type: it stays where a person finds it.
        db.session.rollback()
        return False
    return True


def _batch(selection: Selection, after: int) -> list[DeadLetterQueue]:
    found = db.session.scalars(
        select(DeadLetterQueue)
        .where(*_conditions(selection), DeadLetterQueue.id > after)
        .order_by(DeadLetterQueue.id)
        .limit(BATCH)
    ).all()
    end_reading()
    return list(found)


def _conditions(selection: Selection) -> list[ColumnElement[bool]]:
    named: dict[Any, str] = {
        DeadLetterQueue.job_type: selection.job_type,
        DeadLetterQueue.reason: selection.reason,
        DeadLetterQueue.fingerprint: selection.fingerprint,
    }
    return [
        DeadLetterQueue.state == DeadLetterState.DEAD,
        DeadLetterQueue.buried_at <= selection.before,
        *(column == value for column, value in named.items() if value),
    ]
