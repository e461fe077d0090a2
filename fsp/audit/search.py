"""Searches the audit log, newest first, each action with its result."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import aliased

from fsp.models.audit_entry import AuditEntry, AuditOutcome
from fsp.stores import db, end_reading

EXPORT_BATCH = 500


@dataclass(frozen=True)
class AuditFilter:
    """A search: all non-empty fields must match. `text` is searched in target and reason."""

    by: str = ""
    action: str = ""
    target: str = ""
    via: str = ""
    outcome: str = ""
    text: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class Line:
    """One action: its start, and its result if there is one."""

    begun: AuditEntry
    ended: AuditEntry | None

    @property
    def outcome(self) -> str:
        """Return the outcome; `begun` if the action is running or was interrupted."""
        return (self.ended or self.begun).outcome

    @property
    def count(self) -> int | None:
        """Return how many objects the action affected."""
        return self.ended.count if self.ended and self.ended.count is not None else self.begun.count

    @property
    def detail(self) -> str:
        """Return the error, or a detail of the result."""
        return (self.ended or self.begun).detail

    @property
    def before(self) -> dict[str, Any]:
        """Return the values before the action."""
        return self.ended.before if self.ended else {}

    @property
    def after(self) -> dict[str, Any]:
        """Return the values after the action."""
        return self.ended.after if self.ended else {}


def search(criteria: AuditFilter, *, before_id: int | None = None, limit: int = 50) -> list[Line]:
    """Return entries, newest first. `before_id` is the id of the last entry on the previous page."""
    table = AuditEntry
    chosen = select(table).where(table.begun_id.is_(None), *_conditions(criteria))
    if before_id is not None:
        chosen = chosen.where(table.id < before_id)
    begun = db.session.scalars(chosen.order_by(table.id.desc()).limit(limit)).all()
    ends = db.session.scalars(select(table).where(table.begun_id.in_([entry.id for entry in begun]))).all()
    end_reading()
    by_begun = {entry.begun_id: entry for entry in ends}
    return [Line(entry, by_begun.get(entry.id)) for entry in begun]


def search_all(criteria: AuditFilter) -> Iterator[Line]:
    """Yield all matching entries in batches, newest first, for an export."""
    before_id = None
    while lines := search(criteria, before_id=before_id, limit=EXPORT_BATCH):
        yield from lines
        before_id = lines[-1].begun.id


def last_done(target: str, *, but: int | None = None) -> AuditEntry | None:
    """Return the result of the last action on this target, except the one that began with entry `but`."""
    table = AuditEntry
    statement = select(table).where(table.target == target, table.outcome == AuditOutcome.DONE)
    if but is not None:
        statement = statement.where(or_(table.begun_id.is_(None), table.begun_id != but))
    end = db.session.scalar(statement.order_by(table.id.desc()).limit(1))
    end_reading()
    return end


def _conditions(criteria: AuditFilter) -> list[ColumnElement[bool]]:
    table = AuditEntry
    clauses: list[ColumnElement[bool]] = [
        column == value
        for column, value in ((table.by, criteria.by), (table.action, criteria.action), (table.via, criteria.via))
        if value
    ]
    if criteria.target:
        clauses.append(table.target.startswith(criteria.target, autoescape=True))
    if criteria.text:
        clauses.append(
            or_(*(column.contains(criteria.text, autoescape=True) for column in (table.target, table.reason)))
        )
    if criteria.since:
        clauses.append(table.at >= criteria.since)
    if criteria.until:
        clauses.append(table.at <= criteria.until)
    if criteria.outcome:
        clauses.append(_came_to(criteria.outcome))
    return clauses


def _came_to(outcome: str) -> ColumnElement[bool]:
    end = aliased(AuditEntry)
    has_end = exists(select(end.id).where(end.begun_id == AuditEntry.id))
    if outcome == AuditOutcome.BEGUN:
        return (AuditEntry.outcome == outcome) & ~has_end
    came_so = exists(select(end.id).where(end.begun_id == AuditEntry.id, end.outcome == outcome))
    return (AuditEntry.outcome == outcome) | came_so
