"""A job that crashes its workers, recognized by the dead letters it leaves."""

from fsp.conditions.finding import SYSTEM, Finding, Numbers, Verdict
from fsp.conditions.limits import MAX_POISON_JOBS
from fsp.conditions.rule import AlertPolicy, Rule
from fsp.conditions.snapshot import Snapshot
from fsp.models.alert_kinds import AlertType, Severity

NAME = "poison-jobs"


def _find(snapshot: Snapshot) -> list[Finding] | None:
    if snapshot.dead_letters is None:
        return None
    count = snapshot.dead_letters.poison_last_hour
    return [
        Finding(
            rule=NAME,
            subject=SYSTEM,
            severity=Severity.ERROR,
            summary="A job is crashing its workers",
            cause=f"{count} jobs crashed their workers three times in the last hour",
            verdict=Verdict.BAD if count > MAX_POISON_JOBS else Verdict.FINE,
            numbers=Numbers(count, MAX_POISON_JOBS + 1, count),
        )
    ]


POISON_JOBS = Rule(
    name=NAME,
    meaning="A job is crashing its workers",
    first_look="Open Dead letters and filter by reason poison. Do not replay these jobs unchanged.",
    find=_find,
    shown_from=None,
    # It is counted, not sampled, so there is nothing to confirm.
    alert=AlertPolicy("PoisonJobs", AlertType.JOB_FAILURES, Severity.ERROR, more_evaluations=0),
)
