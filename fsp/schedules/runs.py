"""Reads what the database knows about schedules: newest ticks, outcomes of the last day, and pauses."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Subquery, func, literal, select, union_all
from sqlalchemy.orm import aliased

from fsp.gates.pauses import Pause
from fsp.models.job_request import JobRequest, RequestState
from fsp.models.schedule_pause import SchedulePause
from fsp.models.schedule_sighting import ScheduleSighting
from fsp.schedules.pauses import pause_of_row
from fsp.schedules.schedule import Schedule
from fsp.stores import db, end_reading, reading

ONE_DAY = timedelta(days=1)
ENDED = (RequestState.DONE, RequestState.DEAD, RequestState.CANCELLED)
MAX_ENDS = 50


@dataclass(frozen=True)
class ScheduleRuns:
    """The ticks of one schedule. None means that there never was one."""

    first_due_at: datetime | None
    last: JobRequest | None
    """The newest tick that was not skipped."""
    success: JobRequest | None
    last_pause: Pause | None
    first_seen_at: datetime | None
    states_last_day: dict[str, int] = field(default_factory=dict)
    """The number of ticks of the last day in each state."""


def read_runs(schedules: Sequence[Schedule], now: datetime) -> dict[str, ScheduleRuns]:
    """Return the ticks of these schedules by name, with two statements for any number of schedules."""
    if not schedules:
        return {}
    names = [schedule.name for schedule in schedules]
    with reading():
        states = _states_since(names, now - ONE_DAY)
        rows = db.session.execute(_newest_ticks(names)).all()
    return {
        name: ScheduleRuns(first, last, success, pause_of_row(pause) if pause else None, seen, states.get(name, {}))
        for name, first, last, success, pause, seen in rows
    }


def read_last_ends(schedule: Schedule) -> list[JobRequest]:
    """Return the newest ticks with finished jobs, newest first: enough to decide whether the schedule has recovered."""
    ends = db.session.scalars(
        select(JobRequest)
        .where(JobRequest.schedule == schedule.name, JobRequest.state.in_(ENDED), JobRequest.settled_at.is_not(None))
        .order_by(JobRequest.due_at.desc())
        .limit(MAX_ENDS + schedule.recovery_threshold)
    ).all()
    end_reading()
    return list(ends)


def _newest_ticks(names: Sequence[str]) -> Any:
    # Each schedule's ticks are found by the index on (schedule, due_at), however long its history is.
    listed = union_all(*(select(literal(name).label("schedule")) for name in names)).subquery("listed")
    last, success = aliased(JobRequest), aliased(JobRequest)
    first = select(func.min(JobRequest.due_at)).where(JobRequest.schedule == listed.c.schedule).scalar_subquery()
    return (
        select(listed.c.schedule, first, last, success, SchedulePause, ScheduleSighting.first_seen_at)
        .select_from(listed)
        .outerjoin(last, last.job_id == _newest(listed, JobRequest.state != RequestState.SKIPPED))
        .outerjoin(success, success.job_id == _newest(listed, JobRequest.state == RequestState.DONE))
        .outerjoin(SchedulePause, SchedulePause.schedule == listed.c.schedule)
        .outerjoin(ScheduleSighting, ScheduleSighting.schedule == listed.c.schedule)
    )


def _newest(listed: Subquery, condition: ColumnElement[bool]) -> ScalarSelect[str]:
    """Return the id of the newest tick of each schedule that meets the condition."""
    return (
        select(JobRequest.job_id)
        .where(JobRequest.schedule == listed.c.schedule, condition)
        .order_by(JobRequest.due_at.desc())
        .limit(1)
        .correlate(listed)
        .scalar_subquery()
    )


def _states_since(names: Sequence[str], since: datetime) -> dict[str, dict[str, int]]:
    rows = db.session.execute(
        select(JobRequest.schedule, JobRequest.state, func.count())
        .where(JobRequest.schedule.in_(names), JobRequest.due_at > since)
        .group_by(JobRequest.schedule, JobRequest.state)
    ).all()
    states: dict[str, dict[str, int]] = {}
    for name, state, count in rows:
        assert name is not None  # noqa: S101  (the names that were asked for)
        states.setdefault(name, {})[str(state)] = count
    return states
