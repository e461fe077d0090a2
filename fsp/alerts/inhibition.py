"""Inhibition: which alerts are consequences of others. People are notified of the cause only."""

from collections.abc import Mapping

from fsp.alerts.candidate import Candidate
from fsp.models.alert_kinds import Severity

PLATFORM_FAILURES = "PlatformFailures"
FOLLOWERS = {
    "RedisUnreachable": frozenset(
        {"QueueBacklog", "JobFailures", "SchedulerSilent", "ScheduleMissed", "CircuitOpen", "JobsStuck"}
    ),
    "DatabaseUnreachable": frozenset({"DatabaseSlow", "ScheduleMissed", "PerformanceRegression"}),
    PLATFORM_FAILURES: frozenset({"JobFailures", "CircuitOpen"}),
}
"""Rule → the rules whose alerts are consequences of it. While it is active, they send no notifications."""

DOWN = ("DatabaseUnreachable", "RedisUnreachable")
"""While one of these is active, no warning is sent."""


def suppressor(candidate: Candidate, severity: Severity, active: Mapping[str, frozenset[str]]) -> str:
    """Return the active rule that explains this candidate, or an empty string.

    `active` has the job types that each active rule affects.
    """
    for rule, followers in FOLLOWERS.items():
        if rule not in active or candidate.rule not in followers:
            continue
        # A platform explains only types whose own calls to it failed. Other failures have another cause.
        if rule != PLATFORM_FAILURES or dict(candidate.labels).get("job_type") in active[rule]:
            return rule
    if severity is not Severity.WARNING:
        return ""
    return next((rule for rule in DOWN if rule in active and rule != candidate.rule), "")
