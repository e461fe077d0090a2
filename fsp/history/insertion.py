"""Writing rows of the history: each under its number, or under the next free one where another job has that.

Numbers meet after a clock was put back: Redis then numbers thousands of entries within one millisecond, which reach
into the numbers of the next ones; and a new Redis may count through a time an older one has counted through already.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.dialects import postgresql, sqlite

from fsp.models.job_history import SEQUENCE_BITS, JobHistory
from fsp.stores import db

Identity = tuple[str, int, str, datetime | None]
"""Job, attempt, outcome and start: by these a row is known again that was copied before a crash and not marked so."""


def insert_history(rows: list[dict[str, Any]]) -> int:
    """Insert the rows in the current transaction; return how many got another number, which they hold afterwards."""
    if insert_rows(JobHistory, rows) == len(rows):
        return 0
    held = _held(JobHistory.id.in_([row["id"] for row in rows]))
    numbers = _Numbers()
    moved = [row for row in rows if held.pop(row["id"], None) != _identity(row) and numbers.give(row)]
    if moved:
        insert_rows(JobHistory, moved)
    return len(moved)


def insert_rows(model: Any, rows: list[dict[str, Any]]) -> int:
    """Insert rows, leaving out those whose key is taken; return how many were inserted."""
    dialect = sqlite if db.engine.dialect.name == "sqlite" else postgresql
    inserted: Any = db.session.execute(dialect.insert(model.__table__).on_conflict_do_nothing(), rows)
    return int(inserted.rowcount)


class _Numbers:
    """The numbers that are taken, read a millisecond's worth at a time."""

    def __init__(self) -> None:
        self._held: dict[int, Identity] = {}
        self._read: set[int] = set()

    def give(self, row: dict[str, Any]) -> bool:
        """Give a row the next free number; return False if the table has it already, under the number it has then."""
        number = row["id"] + 1
        while (holder := self._holder(number)) is not None and holder != _identity(row):
            number += 1
        row["id"], self._held[number] = number, _identity(row)
        return holder is None

    def _holder(self, number: int) -> Identity | None:
        millisecond = number >> SEQUENCE_BITS
        if millisecond not in self._read:
            self._read.add(millisecond)
            first = millisecond << SEQUENCE_BITS
            self._held |= _held(JobHistory.id.between(first, first + (1 << SEQUENCE_BITS) - 1))
        return self._held.get(number)


def _held(condition: ColumnElement[bool]) -> dict[int, Identity]:
    columns = (JobHistory.job_id, JobHistory.attempt, JobHistory.outcome, JobHistory.started_at)
    rows = db.session.execute(select(JobHistory.id, *columns).where(condition))
    return {number: (job_id, attempt, outcome, started_at) for number, job_id, attempt, outcome, started_at in rows}


def _identity(row: dict[str, Any]) -> Identity:
    return row["job_id"], row["attempt"], row["outcome"], row["started_at"]
