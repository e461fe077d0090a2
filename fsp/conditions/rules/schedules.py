"""Scheduled work that does not happen, or takes too long."""

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
        summary=f"The scheduled task {schedule.name} did not run",
        since=schedule.overdue_since,
        cause=f"no successful run by its next tick and grace: {schedule.cause}",
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
        summary=f"The scheduled task {schedule.name} takes too long",
        since=schedule.overrun_since,
        cause=f"its newest run took more than {schedule.max_seconds} s",
        numbers=Numbers(threshold=schedule.max_seconds, sample=1),
    )


SCHEDULE_MISSED = Rule(
    name=MISSED,
    meaning="A scheduled task did not run",
    first_look="The cause is named: start the scheduler, resume the queue, or read the job's last error.",
    find=_missed,
    shown_from=None,
    # The grace is waited for before it is called missed.
    alert=AlertPolicy("ScheduleMissed", AlertType.SYSTEM_HEALTH, Severity.ERROR, more_evaluations=0),
)
SCHEDULE_OVERRUN = Rule(
    name=OVERRUN,
    meaning="A scheduled task takes too long",
    first_look="Open the job and look at its steps; its next tick is skipped while it runs.",
    find=_overrun,
    shown_from=None,
    # The time it may take is waited for before it is called overrun.
    alert=AlertPolicy("ScheduleOverrun", AlertType.SYSTEM_HEALTH, Severity.WARNING, more_evaluations=0),
)
