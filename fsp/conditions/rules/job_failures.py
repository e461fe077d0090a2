"""A job type with half or more of its jobs failing."""

from fsp.conditions.facts.work import JobTypeFacts
from fsp.conditions.finding import Finding, Subject, SubjectKind, Verdict
from fsp.conditions.limits import JOB_FAILURES_CLEAR_BELOW, MAX_JOB_FAILURES, MIN_JOBS
from fsp.conditions.rates import RateLimit, judge_rate
from fsp.conditions.rule import AlertPolicy, Rule
from fsp.conditions.snapshot import Snapshot
from fsp.models.alert_kinds import AlertType, Severity

NAME = "job-failures"
LIMIT = RateLimit(MAX_JOB_FAILURES, JOB_FAILURES_CLEAR_BELOW, MIN_JOBS)


def _find(snapshot: Snapshot) -> list[Finding] | None:
    return None if snapshot.job_types is None else [_finding(facts) for facts in snapshot.job_types if facts.ended]


def _finding(facts: JobTypeFacts) -> Finding:
    rate = judge_rate(LIMIT, failed=facts.failed, total=facts.ended)
    return Finding(
        rule=NAME,
        subject=Subject(SubjectKind.JOB_TYPE, facts.job_type),
        severity=Severity.CRITICAL,
        summary=f"{facts.job_type} jobs are failing",
        cause=rate.measured,
        verdict=rate.verdict,
        numbers=rate.numbers,
        jobs_hit=facts.failed,
    )


JOB_FAILURES = Rule(
    name=NAME,
    meaning="At least half of a job type's jobs are failing",
    first_look="Open Dead letters and check the latest error of this type.",
    find=_find,
    shown_from=None,
    alert=AlertPolicy(
        "JobFailures", AlertType.JOB_FAILURES, Severity.CRITICAL, absent=Verdict.NO_DATA, more_evaluations=1
    ),
)
