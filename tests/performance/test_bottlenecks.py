"""Bottlenecks."""

import pytest

from fsp.performance.bottlenecks import Bottleneck, Severity, find_bottlenecks, severity_of
from fsp.performance.execution import Execution, Step


def found(*executions: Execution, slots: int = 1) -> list[Bottleneck]:
    limits = {execution.job_type: slots for execution in executions}
    return find_bottlenecks(executions, slots=limits, span_seconds=600)


@pytest.mark.parametrize(
    ("seconds", "severity"),
    [(0, None), (60, None), (60.1, Severity.MEDIUM), (120, Severity.MEDIUM), (120.1, Severity.HIGH)],
)
def test_one_execution_over_a_minute_is_medium_and_over_two_high(seconds: float, severity: Severity | None) -> None:
    assert severity_of(seconds) is severity


def test_short_runs_are_no_bottleneck() -> None:
    assert found(Execution("export", "a", run_seconds=60)) == []
    assert found() == []


def test_the_longest_run_decides_and_its_slow_step_is_named() -> None:
    quick = Execution("export", "a", run_seconds=2, steps=(Step("read", 2),))
    slow = Execution("export", "b", run_seconds=130, steps=(Step("read", 10), Step("render", 120)))

    [bottleneck] = found(quick, slow)

    assert bottleneck.severity is Severity.HIGH
    assert bottleneck.longest.job_id == "b"
    assert bottleneck.slow_step == Step("render", 120)
    assert "render" in bottleneck.recommendation


def test_many_moderate_runs_come_before_one_very_long_one() -> None:
    often = [Execution("publish", str(number), run_seconds=70) for number in range(10)]

    ranked = found(Execution("export", "a", run_seconds=500), *often)

    assert [(bottleneck.job_type, bottleneck.total_seconds) for bottleneck in ranked] == [
        ("publish", 700),
        ("export", 500),
    ]


@pytest.mark.parametrize(("wait_seconds", "severity"), [(31, Severity.MEDIUM), (200, Severity.HIGH)])
def test_jobs_that_wait_longer_than_they_run_are_a_bottleneck(wait_seconds: float, severity: Severity) -> None:
    executions = [Execution("export", str(n), run_seconds=30, wait_seconds=wait_seconds) for n in range(20)]

    [bottleneck] = found(*executions)

    assert bottleneck.waits_longer_than_it_runs
    assert bottleneck.severity is severity
    assert bottleneck.recommendation.startswith("Raise the concurrency limit of export from 1 to 2")


def test_a_moment_in_the_queue_is_not_a_bottleneck() -> None:
    assert found(Execution("note", "a", run_seconds=0.01, wait_seconds=0.9)) == []


def test_waiting_and_steps_that_are_not_known_are_no_fault() -> None:
    [bottleneck] = found(Execution("export", "a", run_seconds=61))

    assert (bottleneck.slow_step, bottleneck.waits_longer_than_it_runs) == (None, False)
    assert bottleneck.severity is Severity.MEDIUM
