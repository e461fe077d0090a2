"""Which dead letters: by state, type, reason, cause, time and text, the same for lists, groups and bulk."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select

from fsp.clock import utc_now
from fsp.extensions import db, end_reading
from fsp.models.dead_letter import DeadLetterQueue, DeadLetterState


@dataclass(frozen=True)
class Selection:
    """Those all of whose named parts agree; an empty part is any. None that died later than `before`.

    `text` is looked for in the error and the job id.
    """

    before: datetime = field(default_factory=utc_now)
    job_type: str = ""
    reason: str = ""
    fingerprint: str = ""
    state: str = DeadLetterState.DEAD
    text: str = ""
    since: datetime | None = None


def conditions(selection: Selection) -> list[ColumnElement[bool]]:
    """Return the selection for a query; an empty state is any."""
    one = DeadLetterQueue
    named: dict[Any, str] = {
        one.state: selection.state,
        one.job_type: selection.job_type,
        one.reason: selection.reason,
        one.fingerprint: selection.fingerprint,
    }
    found = [column == value for column, value in named.items() if value]
    found.append(one.buried_at <= selection.before)
    if selection.since:
        found.append(one.buried_at >= selection.since)
    if selection.text:
        found.append(or_(*(column.contains(selection.text, autoescape=True) for column in _searched())))
    return found


def count(selection: Selection) -> int:
    """Return how many dead letters are selected now."""
    found = db.session.scalar(select(func.count(DeadLetterQueue.id)).where(*conditions(selection)))
    end_reading()
    return found or 0


def page(selection: Selection, *, before_id: int | None = None, limit: int = 50) -> list[DeadLetterQueue]:
    """Return the selected letters, newest first; `before_id` is the id the last page ended with."""
    wanted = select(DeadLetterQueue).where(*conditions(selection))
    if before_id is not None:
        wanted = wanted.where(DeadLetterQueue.id < before_id)
    found = db.session.scalars(wanted.order_by(DeadLetterQueue.id.desc()).limit(limit)).all()
    end_reading()
    return list(found)


def _searched() -> tuple[Any, ...]:
    one = DeadLetterQueue
    return one.error_message, one.error_class, one.job_id
