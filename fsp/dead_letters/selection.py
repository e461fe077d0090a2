"""Selects dead letters by state, type, reason, fingerprint, time and text, for lists, groups and bulk actions."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select

from fsp.clock import iso, moment_of, utc_now
from fsp.errors import InvalidInput
from fsp.models.dead_letter import DeadLetterQueue, DeadLetterState
from fsp.stores import db, end_reading

BATCH = 5_000


@dataclass(frozen=True)
class Selection:
    """Dead letters that match all non-empty fields, and that failed no later than `before`.

    `text` is searched in the error and the job id.
    """

    before: datetime = field(default_factory=utc_now)
    job_type: str = ""
    reason: str = ""
    fingerprint: str = ""
    state: str = DeadLetterState.DEAD
    text: str = ""
    since: datetime | None = None

    def as_query(self) -> dict[str, str]:
        """Return the query parameters of this selection. Its end is included only if it was specified."""
        parts = {
            "state": self.state if self.state != DeadLetterState.DEAD else "",
            "type": self.job_type,
            "reason": self.reason,
            "fingerprint": self.fingerprint,
            "text": self.text,
            "since": iso(self.since) if self.since else "",
        }
        return {name: value for name, value in parts.items() if value}

    @property
    def in_words(self) -> str:
        """Return the selection in one line, to be stored with what it selected."""
        return " ".join(f"{name}={value}" for name, value in self.as_query().items()) or "all"


def selection_of(parameters: Mapping[str, str], *, now: datetime) -> Selection:
    """Return the selection from a URL or a form; raise InvalidInput for an invalid field."""
    state = parameters.get("state", DeadLetterState.DEAD) or DeadLetterState.DEAD
    if state not in list(DeadLetterState):
        raise InvalidInput(f'A dead letter is {", ".join(DeadLetterState)}, got "{state:.40}".')
    return Selection(
        before=moment_of(parameters.get("until", ""), "until") or now,
        job_type=parameters.get("type", "")[:100],
        reason=parameters.get("reason", "")[:30],
        fingerprint=parameters.get("fingerprint", "")[:64],
        state=state,
        text=parameters.get("text", "").strip()[:200],
        since=moment_of(parameters.get("since", ""), "since"),
    )


def conditions(selection: Selection) -> list[ColumnElement[bool]]:
    """Return the conditions of a query. An empty state means any."""
    table = DeadLetterQueue
    named: dict[Any, str] = {
        table.state: selection.state,
        table.job_type: selection.job_type,
        table.reason: selection.reason,
        table.fingerprint: selection.fingerprint,
    }
    clauses = [column == value for column, value in named.items() if value]
    clauses.append(table.buried_at <= selection.before)
    if selection.since:
        clauses.append(table.buried_at >= selection.since)
    if selection.text:
        clauses.append(or_(*(column.contains(selection.text, autoescape=True) for column in _searched())))
    return clauses


def count(selection: Selection) -> int:
    """Return how many dead letters match now."""
    selected = db.session.scalar(select(func.count(DeadLetterQueue.id)).where(*conditions(selection)))
    end_reading()
    return selected or 0


def numbers(selection: Selection) -> Iterator[int]:
    """Return the numbers of all matching dead letters, oldest first."""
    last = 0
    while True:
        statement = select(DeadLetterQueue.id).where(*conditions(selection), DeadLetterQueue.id > last)
        ids = db.session.scalars(statement.order_by(DeadLetterQueue.id).limit(BATCH)).all()
        end_reading()
        yield from ids
        if len(ids) < BATCH:
            return
        last = ids[-1]


def page(selection: Selection, *, before_id: int | None = None, limit: int = 50) -> list[DeadLetterQueue]:
    """Return matching dead letters, newest first. `before_id` is the last id on the previous page."""
    statement = select(DeadLetterQueue).where(*conditions(selection))
    if before_id is not None:
        statement = statement.where(DeadLetterQueue.id < before_id)
    letters = db.session.scalars(statement.order_by(DeadLetterQueue.id.desc()).limit(limit)).all()
    end_reading()
    return list(letters)


def _searched() -> tuple[Any, ...]:
    table = DeadLetterQueue
    return table.error_message, table.error_class, table.job_id
