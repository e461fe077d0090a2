"""Jobs that hang: their worker stopped renewing their lease, and nobody took them over."""

from fsp.conditions.finding import Action, Finding, Numbers, Subject, SubjectKind, Verdict
from fsp.conditions.limits import STUCK_SECONDS
from fsp.conditions.rule import AlertPolicy, Rule
from fsp.conditions.snapshot import Snapshot
from fsp.models.alert_kinds import AlertType, Severity

NAME = "stuck-job"


def _find(snapshot: Snapshot) -> list[Finding] | None:
    stuck = snapshot.stuck
    if stuck is None:
        return None
    return [
        Finding(
            rule=NAME,
            subject=Subject(SubjectKind.JOB, stuck.job_id),
            severity=Severity.ERROR,
            summary="A job is stuck" if stuck.count == 1 else f"{stuck.count} jobs are stuck",
            since=stuck.since,
            cause="its worker no longer renews its lease, and no other took it over",
            action=Action("Open the job", f"/jobs/{stuck.job_id}"),
            verdict=Verdict.BAD if stuck.count else Verdict.FINE,
            measured=f"{stuck.count} running jobs have shown no sign of life for {STUCK_SECONDS:.0f} s",
            numbers=Numbers(stuck.count, 1, stuck.count),
            jobs_hit=stuck.count,
        )
    ]


STUCK_JOBS = Rule(
    name=NAME,
    meaning="The lease of a running job ended more than a minute ago; workers give such jobs back within seconds.",
    first_look="Is a worker running? The reaper is part of each.",
    find=_find,
    alert=AlertPolicy(
        "JobsStuck",
        AlertType.JOB_FAILURES,
        Severity.ERROR,
        meaning="Jobs are stuck: their workers are gone and nobody took over",
        advice="Look whether any worker runs: each of them takes such jobs back within seconds.",
        is_of_system=True,
    ),
)
