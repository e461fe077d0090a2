"""An alert is a problem of its own unless another problem says or explains it."""

from datetime import UTC, datetime

import pytest

from fsp.conditions.finding import SYSTEM, Finding, Subject, SubjectKind
from fsp.conditions.ongoing_alerts import is_problem
from fsp.models.alert_kinds import Severity

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


def problem(rule: str, name: str) -> Finding:
    subject = SYSTEM if name == SYSTEM.name else Subject(SubjectKind.JOB_TYPE, name)
    return Finding(rule, subject, Severity.ERROR, "", since=NOON)


@pytest.mark.parametrize(
    ("rule", "labels", "results", "is_one"),
    [
        ("QueueBacklog", {"queue": "low"}, [], True),
        ("QueueBacklog", {"queue": "low"}, [problem("queue-stalled", "low")], False),
        ("QueueBacklog", {"queue": "low"}, [problem("queue-stalled", "high")], True),
        ("QueueBacklog", {"queue": "low"}, [problem("worker-dead", "all")], False),
        ("QueueBacklog", {"queue": "low"}, [problem("worker-dead", "w1")], True),
        ("ComponentUnhealthy", {"component": "workers"}, [problem("worker-dead", "all")], False),
        ("ComponentUnhealthy", {"component": "disk"}, [problem("worker-dead", "all")], True),
        ("ComponentUnhealthy", {"component": "clock"}, [problem("clock-skew", "all")], False),
        ("CircuitOpen", {"job_type": "export-data"}, [problem("circuit-open", "export-data")], False),
        ("CircuitOpen", {"job_type": "export-data"}, [problem("circuit-open", "clean-up")], True),
        ("JobFailures", {"job_type": "export-data"}, [problem("circuit-open", "export-data")], False),
        ("JobFailures", {"job_type": "export-data"}, [problem("retry-storm", "clean-up")], True),
        ("ScheduleMissed", {"schedule": "x"}, [problem("scheduler-dead", "all")], False),
        ("SchedulerSilent", {}, [problem("scheduler-dead", "all")], False),
    ],
)
def test_what_a_problem_says_or_explains_is_none_of_its_own(
    rule: str, labels: dict[str, str], results: list[Finding], is_one: bool
) -> None:
    assert is_problem(rule, Severity.ERROR, labels=labels, problems=results) is is_one


def test_a_slowdown_that_is_only_confirmed_is_none() -> None:
    assert not is_problem("PerformanceRegression", Severity.WARNING, labels={}, problems=[])
    assert is_problem("PerformanceRegression", Severity.ERROR, labels={}, problems=[])
