"""The state of schedules: their last and next runs, and whether a success is overdue."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import redis

from fsp.cache import Cache
from fsp.conditions.blockers import LateSchedule, why_held
from fsp.conditions.facts.work import ScheduleFacts
from fsp.conditions.work import Work, read_work
from fsp.gates.pauses import Pause
from fsp.inspection.jobs import jobs_read
from fsp.jobs.job_reading import JobReading
from fsp.models.job_request import JobRequest, RequestState
from fsp.redis_ops.reads import Batch
from fsp.redis_ops.shared_clock import IMPRECISION, skew_read
from fsp.schedules.overdue import Recovering, TickEnd, overdue_since, overrun_since, recovering
from fsp.schedules.runs import ScheduleRuns, read_last_ends, read_runs
from fsp.schedules.schedule import Schedule, all_schedules

NEXT_SHOWN = 5


@dataclass(frozen=True)
class ScheduleReading:
    """One schedule.

    `overdue_since` is when its success was due at the latest; `cause` is the reason if there was none.
    """

    schedule: Schedule
    last: JobRequest | None
    last_success_at: datetime | None
    next_ticks: list[datetime]
    runs_last_day: dict[str, int]
    """The number of its ticks of the last day in each state: done, dead, skipped, and so on."""
    overdue_since: datetime | None
    cause: str
    pause: Pause | None = None
    overrun_since: datetime | None = None
    """When the newest run exceeded its maximum duration, if it did."""
    last_seconds: float | None = None
    """The duration of the newest run; None while it is running, and after its job has expired."""

    @property
    def skipped_last_day(self) -> int:
        """Return the number of skipped ticks of the last day."""
        return self.runs_last_day.get(RequestState.SKIPPED, 0)


_RECENT = Cache[list[ScheduleReading]](lasts=timedelta(seconds=5))


def recent_schedules(connection: redis.Redis, now: datetime) -> list[ScheduleReading]:
    """Return every schedule, by name, as of at most 5 s ago, for pages and checks that need the same state."""
    return _RECENT.get(lambda: read_schedules(connection, now), now).value


def read_schedules(connection: redis.Redis, now: datetime) -> list[ScheduleReading]:
    """Return every schedule, by name, in two statements and one round trip, and a few more if one is overdue."""
    schedules = all_schedules()
    runs = read_runs(schedules, now)
    last_ids = [run.last.job_id for run in runs.values() if run.last]
    batch = Batch(connection)
    skew, jobs = batch.add(skew_read()), batch.add(jobs_read(last_ids))
    batch.send()
    jobs_by_id = {job.job_id: job for job in jobs.value}
    # On the clock that decides about ticks. A host with a slow clock would otherwise report ticks from before the
    # schedule.
    shared_now = now - skew.value if abs(skew.value) > IMPRECISION else now
    readings = [
        _with_newest_run(_reading(schedule, runs[schedule.name], shared_now, now), jobs_by_id, now)
        for schedule in schedules
    ]
    if not any(_needs_cause(reading) for reading in readings):
        return readings
    work = read_work(connection, now)
    return [_with_cause(reading, work, now) if _needs_cause(reading) else reading for reading in readings]


def _needs_cause(reading: ScheduleReading) -> bool:
    return reading.overdue_since is not None and not reading.cause


def _with_cause(reading: ScheduleReading, work: Work, now: datetime) -> ScheduleReading:
    last_error = reading.last.error if reading.last and reading.last.state == RequestState.DEAD else None
    late = LateSchedule(reading.schedule.job_type, reading.pause, last_error)
    return replace(reading, cause=why_held(late, work, now)[0].words)


def _with_newest_run(reading: ScheduleReading, jobs: Mapping[str, JobReading], now: datetime) -> ScheduleReading:
    job = jobs.get(reading.last.job_id) if reading.last else None
    if job is None:
        return reading
    started, ended = job.started_at, job.ended_at
    # An end before the start belongs to an earlier attempt.
    is_over = started is not None and ended is not None and ended >= started
    return replace(
        reading,
        overrun_since=overrun_since(reading.schedule, started=started, ended=ended, now=now),
        last_seconds=(ended - started).total_seconds() if is_over and started and ended else None,
    )


def read_late_schedules(connection: redis.Redis, now: datetime) -> tuple[ScheduleFacts, ...]:
    """Return the schedules that are overdue or overrun."""
    return tuple(
        ScheduleFacts(
            reading.schedule.name,
            overdue_since=reading.overdue_since,
            cause=reading.cause,
            overrun_since=reading.overrun_since,
            max_seconds=reading.schedule.longest_seconds,
        )
        for reading in read_schedules(connection, now)
        if reading.overdue_since or reading.overrun_since
    )


def _reading(schedule: Schedule, runs: ScheduleRuns, shared_now: datetime, now: datetime) -> ScheduleReading:
    pause = runs.last_pause
    holds = pause if pause and (pause.until is None or pause.until > now) else None
    overdue = overdue_since(schedule, begun=_owed_from(runs, shared_now), now=now)
    again = None if overdue else _recovering(schedule, pause)
    return ScheduleReading(
        schedule=schedule,
        last=runs.last,
        last_success_at=runs.success.settled_at if runs.success else None,
        next_ticks=schedule.next_ticks(now, NEXT_SHOWN),
        runs_last_day=runs.states_last_day,
        overdue_since=again.since if again else overdue,
        cause=_of_recovering(schedule, again),
        pause=holds,
    )


def _owed_from(runs: ScheduleRuns, shared_now: datetime) -> datetime:
    # A schedule that never ticked is due from when it was first seen: no run is not a success.
    begun = runs.first_seen_at or shared_now
    if runs.first_due_at:
        begun = min(runs.first_due_at - timedelta(minutes=1), begun)
    if runs.success and runs.success.due_at:
        begun = runs.success.due_at
    if runs.last_pause and runs.last_pause.until:
        # Deliberately skipped ticks are not due, except under a pause without an end, so that it is not forgotten.
        begun = max(begun, runs.last_pause.until)
    return begun


def _recovering(schedule: Schedule, pause: Pause | None) -> Recovering | None:
    if schedule.recovery_threshold == 1:
        # A single success ends the overdue state.
        return None
    ends = [
        TickEnd(row.due_at, row.settled_at, row.state == RequestState.DONE)
        for row in reversed(read_last_ends(schedule))
        if row.due_at and row.settled_at
    ]
    return recovering(schedule, ends, not_owed_before=pause.until if pause else None)


def _of_recovering(schedule: Schedule, progress: Recovering | None) -> str:
    return f"{progress.in_a_row} of {schedule.recovery_threshold} successes in a row that end it" if progress else ""
