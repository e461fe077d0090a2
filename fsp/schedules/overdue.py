"""Decides when a schedule is overdue, when it has recovered, and when a run is an overrun."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from fsp.schedules.schedule import Schedule


@dataclass(frozen=True)
class TickEnd:
    """The outcome of one tick's job, and its time."""

    tick: datetime
    settled_at: datetime
    has_succeeded: bool


@dataclass(frozen=True)
class Recovering:
    """A schedule that was overdue and has not yet had enough successes in a row."""

    since: datetime
    in_a_row: int


def overdue_since(schedule: Schedule, *, begun: datetime, now: datetime) -> datetime | None:
    """Return since when a success is overdue: the first tick after the last success, or the start, plus the grace
    period.

    A schedule may allow several ticks without a success.
    """
    missed = islice(schedule.ticks(begun), schedule.failure_threshold - 1, None)
    due = next(missed) + timedelta(seconds=schedule.grace_seconds)
    return due if now > due else None


def recovering(
    schedule: Schedule, ends: Sequence[TickEnd], *, not_owed_before: datetime | None = None
) -> Recovering | None:
    """Return whether the last outcomes, oldest first, leave it recovering.

    Ticks before `not_owed_before` were paused.
    """
    since: datetime | None = None
    recovering_since, in_a_row = None, 0
    for end in ends:
        # The first known tick was due. Whether an earlier one was missed is unknown.
        last = recovering_since or end.tick - timedelta(minutes=1)
        owed_from = max(last, not_owed_before) if not_owed_before else last
        late = overdue_since(schedule, begun=owed_from, now=end.settled_at)
        if late:
            since, in_a_row = since or late, 0
        in_a_row = in_a_row + 1 if end.has_succeeded else 0
        recovering_since = end.tick if end.has_succeeded else last
        if in_a_row >= schedule.recovery_threshold:
            since = None
    return Recovering(since, in_a_row) if since else None


def overrun_since(
    schedule: Schedule, *, started: datetime | None, ended: datetime | None, now: datetime
) -> datetime | None:
    """Return when a run exceeded its allowed time, if it did."""
    if started is None:
        return None
    limit = started + timedelta(seconds=schedule.longest_seconds)
    is_over = ended is not None and ended >= started
    return limit if (ended if is_over and ended else now) > limit else None
