"""Stuck jobs: their worker stopped renewing the lease, and no other worker has picked them up."""

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
            summary="1 job is stuck" if stuck.count == 1 else f"{stuck.count} jobs are stuck",
            since=stuck.since,
            cause="its worker stopped renewing the lease, and no other worker has picked it up",
            action=Action(
                "Cancel job" if stuck.count == 1 else "Cancel oldest job",
                f"/jobs/{stuck.job_id}/cancel",
                is_post=True,
                question=f"Cancel the job {stuck.job_id}?",
            ),
            details_url=f"/jobs/{stuck.job_id}",
            verdict=Verdict.BAD if stuck.count else Verdict.FINE,
            measured=f"{stuck.count} running jobs have sent no heartbeat for {STUCK_SECONDS:.0f} s",
            numbers=Numbers(stuck.count, 1, stuck.count),
            jobs_hit=stuck.count,
        )
    ]


STUCK_JOBS = Rule(
    name=NAME,
    meaning="The lease of a running job expired more than a minute ago. Workers requeue such jobs within seconds.",
    first_look="Check that at least one worker is running. Any worker recovers such jobs within seconds.",
    find=_find,
    alert=AlertPolicy(
        "JobsStuck",
        AlertType.JOB_FAILURES,
        Severity.ERROR,
        meaning="Jobs are stuck: their workers are gone and the jobs were not reassigned",
        advice="Check that at least one worker is running. Any worker recovers such jobs within seconds.",
        is_of_system=True,
    ),
)
