"""A scheduler that does not tick: nothing scheduled begins."""

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
            cause="it stopped ticking" if scheduler.ticked_at else "none was started; fsp scheduler starts one",
            action=Action("Look at the schedules", "/schedules"),
            verdict=Verdict.BAD if silent_seconds > SCHEDULER_SILENT_SECONDS else Verdict.FINE,
            measured=f"none has ticked for {silent_seconds:.0f} s; the limit is {SCHEDULER_SILENT_SECONDS:.0f} s",
            numbers=Numbers(silent_seconds, SCHEDULER_SILENT_SECONDS, 1),
            reach=Reach.SCHEDULES,
        )
    ]


SCHEDULER_SILENT = Rule(
    name=NAME,
    meaning="No scheduler has ticked for 60 s: nothing is published on time, no dead letter is tried again.",
    first_look="The log of fsp scheduler, and its machine. Missed ticks run by their policy when it is back.",
    find=_find,
    # It has been silent for a minute by then, and without it nobody else may be there to look again.
    alert=AlertPolicy(
        "SchedulerSilent",
        AlertType.SYSTEM_HEALTH,
        Severity.ERROR,
        has_fixed_severity=True,
        meaning="The scheduler does not tick",
        advice="Start one with fsp scheduler, and read the log of the one that stopped.",
        more_evaluations=0,
    ),
)
