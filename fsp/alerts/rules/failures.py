"""Rates of failure: of jobs, of platforms, of FSP's own answers."""

from fsp.alerts.judgement import Judgement, Verdict
from fsp.alerts.reading import Reading
from fsp.alerts.rules.rates import RateLimit, judge_rate
from fsp.alerts.rules.rule import Rule
from fsp.models.alert import AlertType, Severity

JOBS = RateLimit(limit=0.5, clears_below=0.4, least=5)
PLATFORMS = RateLimit(limit=0.3, clears_below=0.2, least=10, least_lower_bound=0.15)
ANSWERS = RateLimit(limit=0.1, clears_below=0.08, least=20)


def _jobs(rule: Rule, reading: Reading) -> list[Judgement] | None:
    if reading.job_types is None:
        return None
    return [
        judge_rate(
            rule,
            JOBS,
            failed=found.failed,
            total=found.ended,
            title=f"Jobs of type {found.job_type} fail",
            labels=(("job_type", found.job_type),),
        )
        for found in reading.job_types
    ]


def _platforms(rule: Rule, reading: Reading) -> list[Judgement] | None:
    if reading.platforms is None:
        return None
    return [
        judge_rate(
            rule,
            PLATFORMS,
            failed=found.failures,
            total=found.calls,
            title=f"Calls to the platform {found.platform} fail",
            labels=(("platform", found.platform),),
            affects=found.failing_types,
        )
        for found in reading.platforms
    ]


def _answers(rule: Rule, reading: Reading) -> list[Judgement] | None:
    if reading.http is None:
        return None
    found = reading.http
    return [judge_rate(rule, ANSWERS, failed=found.errors, total=found.requests, title=rule.meaning)]


JOB_FAILURES = Rule(
    name="JobFailures",
    alert_type=AlertType.JOB_FAILURES,
    severity=Severity.CRITICAL,
    meaning="Half or more of a type's jobs fail",
    advice="Open Dead letters and read the newest error of this type.",
    judge=_jobs,
    absent=Verdict.NO_DATA,
    more_evaluations=1,
)
PLATFORM_FAILURES = Rule(
    name="PlatformFailures",
    alert_type=AlertType.PLATFORM_API_FAILURES,
    severity=Severity.WARNING,
    meaning="Calls to a platform fail",
    advice="Look at the platform's own status page, then at its credentials.",
    judge=_platforms,
    absent=Verdict.NO_DATA,
    more_evaluations=1,
)
SYSTEM_ERRORS = Rule(
    name="SystemErrors",
    alert_type=AlertType.SYSTEM_HEALTH,
    severity=Severity.ERROR,
    meaning="FSP answers requests with errors",
    advice="Read the web process's log for tracebacks.",
    judge=_answers,
    absent=Verdict.NO_DATA,
    more_evaluations=1,
)
