"""What explains what away."""

import pytest

from fsp.alerts.inhibition import suppressor
from fsp.conditions.finding import Verdict
from fsp.models.alert_kinds import Severity
from testbed.alert_candidates import says

AFFECTED = frozenset({"item-scheduled-publish"})
"""Types whose jobs called the platform in vain."""


@pytest.mark.parametrize(
    ("rule", "labels", "active", "expected"),
    [
        ("QueueBacklog", {"queue": "low"}, "RedisUnreachable", "RedisUnreachable"),
        ("SchedulerSilent", {}, "RedisUnreachable", "RedisUnreachable"),
        ("JobFailures", {"job_type": "export-data"}, "RedisUnreachable", "RedisUnreachable"),
        ("DatabaseSlow", {}, "DatabaseUnreachable", "DatabaseUnreachable"),
        ("JobFailures", {"job_type": "item-scheduled-publish"}, "PlatformFailures", "PlatformFailures"),
        ("CircuitOpen", {"job_type": "item-scheduled-publish"}, "PlatformFailures", "PlatformFailures"),
        ("JobFailures", {"job_type": "project-scheduled-publish"}, "PlatformFailures", ""),
        ("JobFailures", {"job_type": "export-data"}, "PlatformFailures", ""),
        ("QueueBacklog", {"queue": "high"}, "PlatformFailures", ""),
        ("DeadLetterGrowth", {}, "DatabaseUnreachable", "DatabaseUnreachable"),
        ("PoisonJobs", {}, "RedisUnreachable", ""),
        ("RedisUnreachable", {}, "RedisUnreachable", ""),
        ("QueueBacklog", {"queue": "low"}, "SystemErrors", ""),
    ],
)
def test_a_cause_explains_what_follows_from_it(rule: str, labels: dict[str, str], active: str, expected: str) -> None:
    candidate = says(rule, Verdict.BAD, labels=tuple(labels.items()))

    assert suppressor(candidate, candidate.severity, {active: AFFECTED}) == expected


def test_while_the_system_is_down_only_warnings_wait_that_are_not_its_children() -> None:
    growth = says("DeadLetterGrowth", Verdict.BAD)

    assert suppressor(growth, Severity.WARNING, {"RedisUnreachable": frozenset()}) == "RedisUnreachable"
    assert suppressor(growth, Severity.ERROR, {"RedisUnreachable": frozenset()}) == ""
