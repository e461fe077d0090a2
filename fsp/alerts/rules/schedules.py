"""System health: scheduled work that does not happen."""

from fsp.alerts.judgement import Judgement, Verdict
from fsp.alerts.reading import Reading
from fsp.alerts.rules.rule import Rule
from fsp.conditions.limits import SCHEDULER_SILENT_SECONDS
from fsp.models.alert import AlertType, Severity


def _silence(rule: Rule, reading: Reading) -> list[Judgement] | None:
    age = reading.scheduler_age_seconds
    if age is None:
        return None
    verdict = Verdict.BAD if age > SCHEDULER_SILENT_SECONDS else Verdict.FINE
    why = f"none has ticked for {max(age, 0):.0f} s; the limit is {SCHEDULER_SILENT_SECONDS:.0f} s"
    return [rule.says(verdict, why, value=age, n=1, threshold=SCHEDULER_SILENT_SECONDS)]


def _missed(rule: Rule, reading: Reading) -> list[Judgement] | None:
    if reading.missed_schedules is None:
        return None
    return [
        rule.says(
            Verdict.BAD,
            f"no successful run by its next tick and grace: {found.cause}",
            title=f"The scheduled task {found.name} did not run",
            labels=(("schedule", found.name),),
            n=1,
        )
        for found in reading.missed_schedules
    ]


def _overrun(rule: Rule, reading: Reading) -> list[Judgement] | None:
    if reading.overrun_schedules is None:
        return None
    return [
        rule.says(
            Verdict.BAD,
            f"its newest run took more than {found.longest_seconds} s",
            title=f"The scheduled task {found.name} takes too long",
            labels=(("schedule", found.name),),
            n=1,
            threshold=found.longest_seconds,
        )
        for found in reading.overrun_schedules
    ]


SCHEDULER_SILENT = Rule(
    name="SchedulerSilent",
    alert_type=AlertType.SYSTEM_HEALTH,
    severity=Severity.ERROR,
    meaning="The scheduler does not tick",
    advice="Start one with fsp scheduler, and read the log of the one that stopped.",
    judge=_silence,
    # It has been silent for a minute by then, and without it nobody else may be there to look again.
    more_evaluations=0,
)
SCHEDULE_MISSED = Rule(
    name="ScheduleMissed",
    alert_type=AlertType.SYSTEM_HEALTH,
    severity=Severity.ERROR,
    meaning="A scheduled task did not run",
    advice="The cause is named: start the scheduler, resume the queue, or read the job's last error.",
    judge=_missed,
    # The grace is waited for before it is called missed.
    more_evaluations=0,
)
SCHEDULE_OVERRUN = Rule(
    name="ScheduleOverrun",
    alert_type=AlertType.SYSTEM_HEALTH,
    severity=Severity.WARNING,
    meaning="A scheduled task takes too long",
    advice="Open the job and look at its steps; its next tick is skipped while it runs.",
    judge=_overrun,
    # The time it may take is waited for before it is called overrun.
    more_evaluations=0,
)
