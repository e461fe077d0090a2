"""Reading the audit log: what was done, newest first, each with what came of it."""

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
class Wanted:
    """Which lines: those all of whose named parts agree. `text` is looked for in target and reason."""

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
    """One action: its beginning, and its end if that was written."""

    begun: AuditEntry
    ended: AuditEntry | None

    @property
    def outcome(self) -> str:
        """Return what came of it; `begun` for one that was cut off, or goes on."""
        return (self.ended or self.begun).outcome

    @property
    def count(self) -> int | None:
        """Return how many things it was about."""
        return self.ended.count if self.ended and self.ended.count is not None else self.begun.count

    @property
    def detail(self) -> str:
        """Return why it failed, or what came of it."""
        return (self.ended or self.begun).detail

    @property
    def before(self) -> dict[str, Any]:
        """Return what was so before."""
        return self.ended.before if self.ended else {}

    @property
    def after(self) -> dict[str, Any]:
        """Return what is so now."""
        return self.ended.after if self.ended else {}


def search(wanted: Wanted, *, before_id: int | None = None, limit: int = 50) -> list[Line]:
    """Return lines, newest first; `before_id` is the id the last page ended with."""
    table = AuditEntry
    chosen = select(table).where(table.begun_id.is_(None), *_conditions(wanted))
    if before_id is not None:
        chosen = chosen.where(table.id < before_id)
    begun = db.session.scalars(chosen.order_by(table.id.desc()).limit(limit)).all()
    ends = db.session.scalars(select(table).where(table.begun_id.in_([entry.id for entry in begun]))).all()
    end_reading()
    by_begun = {entry.begun_id: entry for entry in ends}
    return [Line(entry, by_begun.get(entry.id)) for entry in begun]


def search_all(wanted: Wanted) -> Iterator[Line]:
    """Return every line, newest first, in batches, for an export."""
    before_id = None
    while lines := search(wanted, before_id=before_id, limit=EXPORT_BATCH):
        yield from lines
        before_id = lines[-1].begun.id


def last_done(target: str, *, but: int | None = None) -> AuditEntry | None:
    """Return the end of the last action done to this very thing, leaving out one that began with the entry `but`."""
    table = AuditEntry
    wanted = select(table).where(table.target == target, table.outcome == AuditOutcome.DONE)
    if but is not None:
        wanted = wanted.where(or_(table.begun_id.is_(None), table.begun_id != but))
    end = db.session.scalar(wanted.order_by(table.id.desc()).limit(1))
    end_reading()
    return end


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    table = AuditEntry
    clauses: list[ColumnElement[bool]] = [
        column == value
        for column, value in ((table.by, wanted.by), (table.action, wanted.action), (table.via, wanted.via))
        if value
    ]
    if wanted.target:
        clauses.append(table.target.startswith(wanted.target, autoescape=True))
    if wanted.text:
        clauses.append(or_(*(column.contains(wanted.text, autoescape=True) for column in (table.target, table.reason))))
    if wanted.since:
        clauses.append(table.at >= wanted.since)
    if wanted.until:
        clauses.append(table.at <= wanted.until)
    if wanted.outcome:
        clauses.append(_came_to(wanted.outcome))
    return clauses


def _came_to(outcome: str) -> ColumnElement[bool]:
    end = aliased(AuditEntry)
    has_end = exists(select(end.id).where(end.begun_id == AuditEntry.id))
    if outcome == AuditOutcome.BEGUN:
        return (AuditEntry.outcome == outcome) & ~has_end
    came_so = exists(select(end.id).where(end.begun_id == AuditEntry.id, end.outcome == outcome))
    return (AuditEntry.outcome == outcome) | came_so
