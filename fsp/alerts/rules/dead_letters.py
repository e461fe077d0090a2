"""Job failures seen in what they leave: many dead letters, a job that kills its workers, jobs nobody runs any more."""

from fsp.alerts.judgement import Judgement, Verdict
from fsp.alerts.reading import Reading
from fsp.alerts.rules.rule import Rule
from fsp.models.alert import AlertType, Severity

GROWTH_LIMIT = 10
GROWTH_CLEARS_BELOW = 5
POISON_LIMIT = 1
STUCK_LIMIT = 1
STUCK_SECONDS = 90.0


def _growth(rule: Rule, reading: Reading) -> list[Judgement] | None:
    if reading.dead_letters is None:
        return None
    grown, waiting = reading.dead_letters.grown_last_hour, reading.dead_letters.waiting
    why = f"{grown} more in the last hour, {waiting} in all; the limit is {GROWTH_LIMIT} an hour"
    if grown >= GROWTH_LIMIT:
        verdict = Verdict.BAD
    elif grown >= GROWTH_CLEARS_BELOW:
        verdict, why = Verdict.BETWEEN, f"{why}, and it ends below {GROWTH_CLEARS_BELOW}"
    else:
        verdict = Verdict.FINE
    return [rule.says(verdict, why, value=float(grown), n=waiting, threshold=float(GROWTH_LIMIT))]


def _stuck(rule: Rule, reading: Reading) -> list[Judgement] | None:
    if reading.stuck_jobs is None:
        return None
    found = reading.stuck_jobs
    verdict = Verdict.BAD if found >= STUCK_LIMIT else Verdict.FINE
    why = f"{found} running jobs have shown no sign of life for {STUCK_SECONDS:.0f} s"
    return [rule.says(verdict, why, value=float(found), n=found, threshold=float(STUCK_LIMIT))]


def _poison(rule: Rule, reading: Reading) -> list[Judgement] | None:
    if reading.poison_last_hour is None:
        return None
    found = reading.poison_last_hour
    verdict = Verdict.BAD if found >= POISON_LIMIT else Verdict.FINE
    why = f"{found} jobs killed their workers three times in the last hour"
    return [rule.says(verdict, why, value=float(found), n=found, threshold=float(POISON_LIMIT))]


DEAD_LETTER_GROWTH = Rule(
    name="DeadLetterGrowth",
    alert_type=AlertType.JOB_FAILURES,
    severity=Severity.WARNING,
    meaning="Dead letters pile up",
    advice="Open Dead letters, grouped by error; mend the cause, then replay them.",
    judge=_growth,
)
POISON_JOBS = Rule(
    name="PoisonJobs",
    alert_type=AlertType.JOB_FAILURES,
    severity=Severity.ERROR,
    meaning="A job kills its workers",
    advice="Open Dead letters and look at those with the reason poison; do not replay them unchanged.",
    judge=_poison,
    # It is counted, not sampled: there is nothing to confirm.
    more_evaluations=0,
)
JOBS_STUCK = Rule(
    name="JobsStuck",
    alert_type=AlertType.JOB_FAILURES,
    severity=Severity.ERROR,
    meaning="Jobs are stuck: their workers are gone and nobody took over",
    advice="Look whether any worker runs: each of them takes such jobs back within seconds.",
    judge=_stuck,
)
