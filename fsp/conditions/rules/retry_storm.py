"""A job type with mostly failing attempts that will be retried."""

from fsp.conditions.facts.work import RetryFacts
from fsp.conditions.failed_jobs import failed_jobs_url, pause_type_action
from fsp.conditions.finding import Finding, Numbers, Reach, Subject, SubjectKind
from fsp.conditions.limits import MIN_RETRIES, RETRY_STORM_SHARE
from fsp.conditions.rule import Rule
from fsp.conditions.snapshot import Snapshot
from fsp.models.alert_kinds import Severity

NAME = "retry-storm"


def is_storm(retries: RetryFacts) -> bool:
    """Return whether at least half of 20 or more attempts will be retried."""
    return retries.retried >= MIN_RETRIES and retries.retried / (retries.retried + retries.ended) >= RETRY_STORM_SHARE


def _find(snapshot: Snapshot) -> list[Finding]:
    return [_finding(retries) for retries in snapshot.retries or () if is_storm(retries)]


def _finding(retries: RetryFacts) -> Finding:
    attempts = retries.retried + retries.ended
    counts = f"{retries.retried} of its {attempts} attempts in the last 10 minutes failed"
    return Finding(
        rule=NAME,
        subject=Subject(SubjectKind.JOB_TYPE, retries.job_type),
        severity=Severity.ERROR,
        summary=f"{retries.job_type} keeps retrying",
        since=retries.first_at,
        cause=counts,
        error=f"{retries.newest_error:.160}",
        action=pause_type_action(retries.job_type),
        details_url=failed_jobs_url(retries.job_type, retries.newest_error),
        numbers=Numbers(retries.retried / attempts, RETRY_STORM_SHARE, attempts),
        jobs_hit=retries.retried,
        reach=Reach.TYPE,
    )


RETRY_STORM = Rule(
    name=NAME,
    meaning="At least half of a job type's attempts in the last 10 minutes failed and will be retried.",
    first_look="Check the latest error. Pause the type if a service it calls is down.",
    find=_find,
)
