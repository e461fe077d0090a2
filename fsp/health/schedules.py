"""Schedules as they are: when each ran, when it runs next, and whether a success is overdue."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import redis
from sqlalchemy import func, select

from fsp.conditions.limits import SCHEDULER_SILENT_SECONDS
from fsp.errors import NotFound
from fsp.extensions import db, end_reading
from fsp.gates.gate import read_gates
from fsp.gates.pauses import Pause, read_queue_pauses
from fsp.health.checks import read_scheduler_age_seconds
from fsp.health.overdue import Recovering, TickEnd, overdue_since, recovering
from fsp.health.overrun import overrun_since
from fsp.jobs.registry import get_job_type
from fsp.jobs.schedule import Schedule, all_schedules
from fsp.models.job_request import JobRequest, RequestState
from fsp.queueing.jobs import read_job
from fsp.queueing.schedule_pauses import read_last_pauses
from fsp.queueing.schedule_sightings import first_seen
from fsp.redis_ops.shared_clock import corrected

NEXT_SHOWN = 5
ONE_DAY = timedelta(days=1)
ENDED = (RequestState.DONE, RequestState.DEAD, RequestState.CANCELLED)
ENDS_LOOKED_AT = 50


@dataclass(frozen=True)
class ScheduleReading:
    """One schedule. `overdue_since` is when its success was due at the latest; `cause` says why there was none."""

    schedule: Schedule
    last: JobRequest | None
    last_success_at: datetime | None
    next_ticks: list[datetime]
    runs_last_day: dict[str, int]
    """How many of its ticks of the last day are in each state: done, dead, skipped, and so on."""
    overdue_since: datetime | None
    cause: str
    pause: Pause | None = None
    overrun_since: datetime | None = None
    """When the newest run had taken as long as it may, if it went on."""
    last_seconds: float | None = None
    """How long the newest run took; None while it goes on, and once its job is forgotten."""

    @property
    def skipped_last_day(self) -> int:
        """Return how many ticks of the last day were left out."""
        return self.runs_last_day.get(RequestState.SKIPPED, 0)


def read_schedules(connection: redis.Redis, now: datetime) -> list[ScheduleReading]:
    """Return every schedule, by name."""
    causes, pauses = _causes(connection, now), read_last_pauses()
    schedules = all_schedules()
    # On the clock by which ticks are decided: a host whose own is slow would owe ticks of a time before the schedule.
    by_now, seen = corrected(connection, lambda: now)(), first_seen(schedule.name for schedule in schedules)
    found = [
        _reading(schedule, causes, pauses.get(schedule.name), seen.get(schedule.name, by_now), now)
        for schedule in schedules
    ]
    end_reading()
    return [_with_newest_run(connection, one, one.last.job_id, now) if one.last else one for one in found]


def _with_newest_run(connection: redis.Redis, found: ScheduleReading, job_id: str, now: datetime) -> ScheduleReading:
    try:
        job = read_job(connection, job_id)
    except NotFound:
        return found
    started, ended = job.started_at, job.ended_at
    # An end before the start is that of an earlier attempt.
    is_over = started is not None and ended is not None and ended >= started
    return replace(
        found,
        overrun_since=overrun_since(found.schedule, started=started, ended=ended, now=now),
        last_seconds=(ended - started).total_seconds() if is_over and started and ended else None,
    )


def _reading(
    schedule: Schedule, causes: dict[str, str], pause: Pause | None, seen_at: datetime, now: datetime
) -> ScheduleReading:
    mine = JobRequest.schedule == schedule.name
    last = db.session.scalar(
        select(JobRequest)
        .where(mine, JobRequest.state != RequestState.SKIPPED)
        .order_by(JobRequest.due_at.desc())
        .limit(1)
    )
    first = db.session.scalar(select(func.min(JobRequest.due_at)).where(mine))
    succeeded = select(JobRequest).where(mine, JobRequest.state == RequestState.DONE)
    success = db.session.scalar(succeeded.order_by(JobRequest.due_at.desc()).limit(1))
    runs = db.session.execute(
        select(JobRequest.state, func.count()).where(mine, JobRequest.due_at > now - ONE_DAY).group_by(JobRequest.state)
    ).all()
    holds = pause if pause and (pause.until is None or pause.until > now) else None
    # A schedule that never ticked is owed from where it was first seen: that nothing ever happened is no success.
    begun = min(first - timedelta(minutes=1), seen_at) if first else seen_at
    if success and success.due_at:
        begun = success.due_at
    if pause and pause.until:
        # What was left out on purpose is not owed; a pause without an end is, so that it is not forgotten.
        begun = max(begun, pause.until)
    overdue = overdue_since(schedule, begun=begun, now=now)
    again = None if overdue else _recovering(schedule, pause)
    return ScheduleReading(
        schedule=schedule,
        last=last,
        last_success_at=success.settled_at if success else None,
        next_ticks=schedule.next_ticks(now, NEXT_SHOWN),
        runs_last_day={str(state): count for state, count in runs},
        overdue_since=again.since if again else overdue,
        cause=_cause(schedule, causes, last, holds) if overdue else _of_recovering(schedule, again),
        pause=holds,
    )


def _recovering(schedule: Schedule, pause: Pause | None) -> Recovering | None:
    if schedule.recovery_threshold == 1:
        # The one success that makes it no longer overdue is enough.
        return None
    rows = db.session.scalars(
        select(JobRequest)
        .where(JobRequest.schedule == schedule.name, JobRequest.state.in_(ENDED), JobRequest.settled_at.is_not(None))
        .order_by(JobRequest.due_at.desc())
        .limit(ENDS_LOOKED_AT + schedule.recovery_threshold)
    ).all()
    ends = [
        TickEnd(row.due_at, row.settled_at, row.state == RequestState.DONE)
        for row in reversed(rows)
        if row.due_at and row.settled_at
    ]
    return recovering(schedule, ends, not_owed_before=pause.until if pause else None)


def _of_recovering(schedule: Schedule, found: Recovering | None) -> str:
    return f"{found.in_a_row} of {schedule.recovery_threshold} successes in a row that end it" if found else ""


def _causes(connection: redis.Redis, now: datetime) -> dict[str, str]:
    """Return what stands in the way now: of everything under "", of a queue or a job type under its name."""
    age = read_scheduler_age_seconds(connection, now)
    causes = {}
    if age is None or age > SCHEDULER_SILENT_SECONDS:
        causes[""] = "no scheduler is running"
    for queue in read_queue_pauses(connection, now):
        causes[queue] = f"the queue {queue} is paused"
    for gate in read_gates(connection, now):
        if gate.pause:
            causes[gate.job_type] = f"the job type {gate.job_type} is paused"
        elif gate.circuit == "open":
            causes[gate.job_type] = f"the circuit of {gate.job_type} is open: {gate.why}"
    return causes


def _cause(schedule: Schedule, causes: dict[str, str], last: JobRequest | None, pause: Pause | None) -> str:
    if pause:
        return f"it is paused by {pause.by}" + (f": {pause.reason}" if pause.reason else "")
    known = ("", get_job_type(schedule.job_type).priority.value, schedule.job_type)
    for name in known:
        if name in causes:
            return causes[name]
    if last is not None and last.state == RequestState.DEAD:
        return f"its last job failed: {last.error}"
    return "its job waits or runs"
