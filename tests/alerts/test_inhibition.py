"""What explains what away."""

import pytest

from fsp.alerts.inhibition import suppressor
from fsp.alerts.judgement import Verdict
from fsp.alerts.rules.catalogue import RULES
from fsp.models.alert import Severity

BY_NAME = {rule.name: rule for rule in RULES}


@pytest.mark.parametrize(
    ("rule", "labels", "active", "expected"),
    [
        ("QueueBacklog", {"queue": "low"}, "RedisUnreachable", "RedisUnreachable"),
        ("SchedulerSilent", {}, "RedisUnreachable", "RedisUnreachable"),
        ("JobFailures", {"job_type": "export-data"}, "RedisUnreachable", "RedisUnreachable"),
        ("DatabaseSlow", {}, "DatabaseUnreachable", "DatabaseUnreachable"),
        ("JobFailures", {"job_type": "item-scheduled-publish"}, "PlatformFailures", "PlatformFailures"),
        ("JobFailures", {"job_type": "export-data"}, "PlatformFailures", ""),
        ("DeadLetterGrowth", {}, "DatabaseUnreachable", "DatabaseUnreachable"),
        ("PoisonJobs", {}, "RedisUnreachable", ""),
        ("RedisUnreachable", {}, "RedisUnreachable", ""),
        ("QueueBacklog", {"queue": "low"}, "SystemErrors", ""),
    ],
)
def test_a_cause_explains_what_follows_from_it(rule: str, labels: dict[str, str], active: str, expected: str) -> None:
    judgement = BY_NAME[rule].says(Verdict.BAD, "a test", labels=tuple(labels.items()))

    assert suppressor(judgement, judgement.severity, {active}) == expected


def test_while_the_system_is_down_only_warnings_wait_that_are_not_its_children() -> None:
    growth = BY_NAME["DeadLetterGrowth"].says(Verdict.BAD, "a test")

    assert suppressor(growth, Severity.WARNING, {"RedisUnreachable"}) == "RedisUnreachable"
    assert suppressor(growth, Severity.ERROR, {"RedisUnreachable"}) == ""
