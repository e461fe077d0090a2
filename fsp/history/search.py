"""Searches the job history: newest first, paginated, within a time limit.

Every field of a filter except free text has an index. Text is searched in the rows of 24 hours, or in 50,000 rows. A
query that is still too slow is repeated for the last 24 hours, and the result says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, cast, exists, func, or_, select
from sqlalchemy.orm import aliased

from fsp.history.entry import number_at
from fsp.history.job_filter import ENDINGS, JobFilter
from fsp.history.query_timeout import TookTooLong, time_limit
from fsp.jobs.labels import TAG, split
from fsp.models.job_history import JobHistory, JobLabel
from fsp.stores import db

BOUND = timedelta(hours=24)
ROWS_LOOKED_AT = 50_000
RARE = ("failed", "canceled")
MAX_COUNTED = 500_000
FEW_COUNTED = 10_000
SEARCH_SECONDS = 0.4
COUNT_SECONDS = 0.1


@dataclass(frozen=True)
class Found:
    """Finished jobs, newest first. `older` is the start of the next page, `bound` describes what was not searched."""

    rows: list[JobHistory]
    older: int | None
    bound: str = ""


@dataclass(frozen=True)
class Count:
    """A count, which may be a minimum."""

    number: int
    is_capped: bool

    def __str__(self) -> str:
        """Return the count for display: 12,345 or 500,000+."""
        return f"{self.number:,}{'+' if self.is_capped else ''}"


def search(job_filter: JobFilter, *, now: datetime, limit: int, before: int | None = None) -> Found:
    """Return one page of the matching finished jobs."""
    least, bound = _bound(job_filter, now)
    for narrower, words in (
        (least, bound),
        (_day_before(job_filter, now), "Search limited to the last 24 hours: a longer one took too long."),
    ):
        statement = _statement(job_filter, select(JobHistory), least=narrower, before=before)
        try:
            with time_limit(SEARCH_SECONDS):
                rows = list(db.session.scalars(statement.limit(limit + 1)))
        except TookTooLong:
            continue
        return Found(rows[:limit], rows[limit - 1].id if len(rows) > limit else None, words)
    return Found([], None, "The search timed out. Add a type, a state, a tag or a shorter time range.")


def count(
    job_filter: JobFilter,
    *,
    now: datetime,
    bounds: Sequence[int] = (MAX_COUNTED, FEW_COUNTED),
    seconds: float = COUNT_SECONDS,
) -> Count | None:
    """Return the number of matching ended jobs, up to the first of the bounds that takes no longer than `seconds`.

    None if even the last bound takes longer.
    """
    least, _ = _bound(job_filter, now)
    for bound in bounds:
        ids = _statement(job_filter, select(JobHistory.id), least=least, is_ordered=False).limit(bound + 1).subquery()
        try:
            with time_limit(seconds):
                number = db.session.scalar(select(func.count()).select_from(ids)) or 0
        except TookTooLong:
            continue
        return Count(min(number, bound), number > bound)
    return None


def ids_of(job_filter: JobFilter, *, most: int) -> list[str]:
    """Return the ids of all matching finished jobs, oldest first, without duplicates, up to `most`."""
    least = number_at(job_filter.since) if job_filter.since else 0
    statement = _statement(job_filter, select(JobHistory.job_id), least=least)
    job_ids = db.session.scalars(statement.limit(most)).all()
    db.session.commit()
    return list(dict.fromkeys(reversed(job_ids)))


def _statement(
    job_filter: JobFilter, statement: Select[Any], *, least: int, before: int | None = None, is_ordered: bool = True
) -> Select[Any]:
    key: Any = JobHistory.id
    if job_filter.labels:
        # From the label to the job: this index already has the jobs in order.
        first = aliased(JobLabel)
        name, value = split(_narrowest_first(job_filter.labels)[0])
        key = first.history_id
        statement = statement.join(first, first.history_id == JobHistory.id)
        statement = statement.where(first.name == name, first.value == value)
    statement = statement.where(*_conditions(job_filter))
    if least:
        statement = statement.where(key >= least)
    if job_filter.until:
        statement = statement.where(key < number_at(job_filter.until))
    if before is not None:
        statement = statement.where(key < before)
    return statement.order_by(key.desc()) if is_ordered else statement


def _conditions(job_filter: JobFilter) -> list[ColumnElement[bool]]:
    row = JobHistory
    rare, common = (job_filter.state, "") if job_filter.state in RARE else ("", job_filter.state)
    named: list[tuple[Any, str]] = [
        (row.fingerprint, job_filter.fingerprint),
        (row.error_class, job_filter.error_class),
        (row.state, rare),
        (row.job_type, job_filter.job_type),
        (row.queue, job_filter.queue),
        (row.state, common if common in ENDINGS else ""),
    ]
    filters = [(column, value) for column, value in named if value]
    # The most selective label comes first, and only it may use its index. Without statistics SQLite often chooses the
    # wrong one.
    leads = 0 if job_filter.labels or job_filter.job_id else 1
    conditions: list[ColumnElement[bool]] = [column == value for column, value in filters[:leads]]
    conditions += [column.concat("") == value for column, value in filters[leads:]]
    if job_filter.job_id:
        # A prefix is searched as a range, because an index supports ranges but not patterns.
        conditions += [row.job_id >= job_filter.job_id, row.job_id < job_filter.job_id + "\U0010ffff"]
    if job_filter.error and not job_filter.error_class:
        conditions += [row.state == "failed", row.error_message.contains(job_filter.error, autoescape=True)]
    if job_filter.text:
        columns = (row.error_message, row.job_id, cast(row.arguments, Text))
        conditions.append(or_(*(column.contains(job_filter.text, autoescape=True) for column in columns)))
    for label in _narrowest_first(job_filter.labels)[1:]:
        name, value = split(label)
        conditions.append(
            exists().where(JobLabel.name == name, JobLabel.value == value, JobLabel.history_id == JobHistory.id)
        )
    return conditions


def _narrowest_first(labels: tuple[str, ...]) -> list[str]:
    """Return arguments before tags, because many jobs share a tag."""
    return sorted(labels, key=lambda label: label.startswith(f"{TAG}:"))


def _bound(job_filter: JobFilter, now: datetime) -> tuple[int, str]:
    """Return the number of the oldest job to search, and the reason in words."""
    least = number_at(job_filter.since) if job_filter.since else 0
    if not job_filter.needs_bound:
        return least, ""
    day = _day_before(job_filter, now)
    newest = select(JobHistory.id).order_by(JobHistory.id.desc())
    if job_filter.until:
        newest = newest.where(JobHistory.id < number_at(job_filter.until))
    last = db.session.scalar(newest.offset(ROWS_LOOKED_AT).limit(1)) or 0
    db.session.commit()
    if max(day, last) <= least:
        return least, ""
    span = f"{ROWS_LOOKED_AT:,} jobs" if last > day else "24 hours"
    note = f"Text search covers the last {span}. Add a tag, an argument or an earlier end to search further back."
    return max(day, last), note


def _day_before(job_filter: JobFilter, now: datetime) -> int:
    oldest = (job_filter.until or now) - BOUND
    return number_at(max(oldest, job_filter.since) if job_filter.since else oldest)
