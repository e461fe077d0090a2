"""A service that jobs call, such as a platform or the language model, whose calls fail."""

from dataclasses import replace

from fsp.conditions.destination_cause import check_action
from fsp.conditions.facts.destinations import DestinationFacts
from fsp.conditions.facts.outcomes import PlatformFacts
from fsp.conditions.failed_jobs import failed_jobs_url, pause_type_action
from fsp.conditions.finding import Action, Finding, Reach, Subject, SubjectKind, Verdict
from fsp.conditions.limits import (
    MAX_PLATFORM_FAILURES,
    MIN_CALLS,
    MIN_PLATFORM_LOWER_BOUND,
    PLATFORM_FAILURES_CLEAR_BELOW,
)
from fsp.conditions.rates import RateLimit, judge_rate
from fsp.conditions.rule import AlertPolicy, Rule
from fsp.conditions.snapshot import Snapshot
from fsp.models.alert_kinds import AlertType, Severity

NAME = "platform-failing"
LIMIT = RateLimit(MAX_PLATFORM_FAILURES, PLATFORM_FAILURES_CLEAR_BELOW, MIN_CALLS, MIN_PLATFORM_LOWER_BOUND)


def is_failing(platform: PlatformFacts) -> bool:
    """Return whether enough of its calls fail to be a problem."""
    return judge_rate(LIMIT, failed=platform.failed, total=platform.calls).verdict is Verdict.BAD


def _find(snapshot: Snapshot) -> list[Finding] | None:
    if snapshot.platforms is None:
        return None
    destinations = {row.label: row for row in snapshot.destinations or () if not row.is_site}
    return [
        _of_destination(_finding(platform), destinations[platform.name])
        if platform.name in destinations
        else _finding(platform)
        for platform in snapshot.platforms
    ]


def _of_destination(finding: Finding, destination: DestinationFacts) -> Finding:
    """Return the finding about one account. To pause the job type would stop all publishing."""
    return replace(
        finding,
        summary=f"Requests to {destination.label} are failing",
        action=check_action(destination),
        details_url=destination.page,
    )


def _finding(platform: PlatformFacts) -> Finding:
    rate = judge_rate(LIMIT, failed=platform.failed, total=platform.calls)
    is_down = platform.failed == platform.calls
    name = platform.name.replace("-", " ")
    count = f"all {platform.calls}" if is_down else f"{platform.failed} of {platform.calls}"
    calls, error, caller = (
        f"{count} calls in the last 15 minutes failed",
        platform.newest_error,
        platform.failing_types[:1],
    )
    return Finding(
        rule=NAME,
        subject=Subject(SubjectKind.PLATFORM, platform.name),
        severity=Severity.ERROR,
        summary=f"The service {name} is down" if is_down else f"Calls to the service {name} are failing",
        cause=calls,
        error=f"{error:.160}",
        action=pause_type_action(caller[0]) if caller else Action("View health", "/api/health/platforms"),
        details_url=failed_jobs_url(caller[0], error) if caller else "",
        verdict=rate.verdict,
        measured=rate.measured,
        numbers=rate.numbers,
        reach=Reach.SERVICE,
        affects=tuple(sorted(platform.failing_types)),
    )


PLATFORM_FAILING = Rule(
    name=NAME,
    meaning="At least 3 in 10 calls to a service failed in the last 15 minutes (at least 5 calls).",
    first_look="Check the errors of its jobs, that the service is up, and that its address and key are correct, "
    "such as FSP_LLM_BASE_URL for the language model.",
    find=_find,
    can_follow_deploy=False,
    alert=AlertPolicy(
        "PlatformFailures",
        AlertType.PLATFORM_API_FAILURES,
        Severity.WARNING,
        has_fixed_severity=True,
        meaning="Calls to a platform are failing",
        advice="Check the platform's status page, then its credentials.",
        title="Calls to the platform {name} are failing",
        absent=Verdict.NO_DATA,
        more_evaluations=1,
    ),
)
