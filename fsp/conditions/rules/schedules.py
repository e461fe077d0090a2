"""Schedules that missed a run or run too long."""

from fsp.conditions.facts.work import ScheduleFacts
from fsp.conditions.finding import Finding, Numbers, Subject, SubjectKind
from fsp.conditions.rule import AlertPolicy, Rule
from fsp.conditions.snapshot import Snapshot
from fsp.models.alert_kinds import AlertType, Severity

MISSED, OVERRUN = "schedule-missed", "schedule-overrun"


def _missed(snapshot: Snapshot) -> list[Finding] | None:
    if snapshot.schedules is None:
        return None
    return [_overdue(schedule) for schedule in snapshot.schedules if schedule.overdue_since]


def _overdue(schedule: ScheduleFacts) -> Finding:
    return Finding(
        rule=MISSED,
        subject=Subject(SubjectKind.SCHEDULE, schedule.name),
        severity=Severity.ERROR,
        summary=f"Schedule {schedule.name} missed its run",
        since=schedule.overdue_since,
        cause=f"no successful run within its grace period: {schedule.cause}",
        numbers=Numbers(sample=1),
    )


def _overrun(snapshot: Snapshot) -> list[Finding] | None:
    if snapshot.schedules is None:
        return None
    return [_too_long(schedule) for schedule in snapshot.schedules if schedule.overrun_since]


def _too_long(schedule: ScheduleFacts) -> Finding:
    return Finding(
        rule=OVERRUN,
        subject=Subject(SubjectKind.SCHEDULE, schedule.name),
        severity=Severity.WARNING,
        summary=f"Schedule {schedule.name} is running too long",
        since=schedule.overrun_since,
        cause=f"the last run took more than {schedule.max_seconds} s",
        numbers=Numbers(threshold=schedule.max_seconds, sample=1),
    )


SCHEDULE_MISSED = Rule(
    name=MISSED,
    meaning="A schedule missed its run",
    first_look="Follow the stated cause: start the scheduler, resume the queue, or check the job's last error.",
    find=_missed,
    shown_from=None,
    # The grace period passes before it counts as missed.
    alert=AlertPolicy("ScheduleMissed", AlertType.SYSTEM_HEALTH, Severity.ERROR, more_evaluations=0),
)
SCHEDULE_OVERRUN = Rule(
    name=OVERRUN,
    meaning="A schedule is running too long",
    first_look="Open the job and check its steps. The next run is skipped while it is active.",
    find=_overrun,
    shown_from=None,
    # The allowed time passes before it counts as an overrun.
    alert=AlertPolicy("ScheduleOverrun", AlertType.SYSTEM_HEALTH, Severity.WARNING, more_evaluations=0),
)
