"""A scheduler without a heartbeat: no scheduled job starts."""

from fsp.conditions.finding import SYSTEM, Action, Finding, Numbers, Reach, Verdict
from fsp.conditions.limits import SCHEDULER_SILENT_SECONDS
from fsp.conditions.rule import AlertPolicy, Rule
from fsp.conditions.snapshot import Snapshot
from fsp.models.alert_kinds import AlertType, Severity

NAME = "scheduler-dead"


def _find(snapshot: Snapshot) -> list[Finding] | None:
    scheduler = snapshot.scheduler
    if scheduler is None:
        return None
    silent_since = scheduler.ticked_at or scheduler.missed_since or snapshot.at
    silent_seconds = max(0.0, (snapshot.at - silent_since).total_seconds())
    return [
        Finding(
            rule=NAME,
            subject=SYSTEM,
            severity=Severity.CRITICAL,
            summary="No scheduler is running",
            since=scheduler.ticked_at,
            cause="it stopped sending heartbeats" if scheduler.ticked_at else "none was started; run fsp scheduler",
            action=Action("Start a scheduler", "/schedules", command="fsp scheduler"),
            verdict=Verdict.BAD if silent_seconds > SCHEDULER_SILENT_SECONDS else Verdict.FINE,
            measured=f"no heartbeat for {silent_seconds:.0f} s; the limit is {SCHEDULER_SILENT_SECONDS:.0f} s",
            numbers=Numbers(silent_seconds, SCHEDULER_SILENT_SECONDS, 1),
            reach=Reach.SCHEDULES,
        )
    ]


SCHEDULER_SILENT = Rule(
    name=NAME,
    meaning="No scheduler heartbeat for 60 s. Scheduled posts and dead-letter replays do not run.",
    first_look="Check the scheduler's log and host. Missed runs follow each schedule's policy once it is back.",
    find=_find,
    # It has been silent for a minute by then, and without it nothing else may be running to check again.
    alert=AlertPolicy(
        "SchedulerSilent",
        AlertType.SYSTEM_HEALTH,
        Severity.ERROR,
        has_fixed_severity=True,
        meaning="The scheduler is down",
        advice="Start one with fsp scheduler, and check the log of the stopped one.",
        more_evaluations=0,
    ),
)
