"""A backlog: how many wait, how fast it empties or that nothing moves; and slots that hung jobs hold."""

from dataclasses import replace
from datetime import timedelta

import pytest

from fsp.conditions.facts.work import QueueFacts
from fsp.conditions.problems import find_problems
from fsp.models.alert_kinds import Severity
from fsp.queueing.blocker import Blocker, BlockerKind
from tests.conditions.test_problems import NOW, WELL

BUSY = Blocker(BlockerKind.BUSY, "all workers are busy: 2 running export-data")
OLD, NEW = NOW - timedelta(minutes=9), NOW - timedelta(seconds=5)


@pytest.mark.parametrize(
    ("queue", "severity", "cause"),
    [
        (
            QueueFacts("low", 20_000, 5, OLD, 2_100.0, arrivals=0.0),
            Severity.WARNING,
            "empty in about 9 min 31 s at the current rate (0/min in, 2\u202f100/min out)",
        ),
        # All of them came just now: so many are said at once.
        (
            QueueFacts("low", 20_000, 5, NEW, None),
            Severity.WARNING,
            "time to empty is not known yet",
        ),
        (
            QueueFacts("low", 20_000, 5, OLD, 0.0, arrivals=0.0),
            Severity.ERROR,
            "no job has finished in the last minute",
        ),
        (
            QueueFacts("low", 101, 5, OLD, 20.0, arrivals=25.0),
            Severity.ERROR,
            "arrivals exceed completions (25/min in, 20/min out)",
        ),
        (
            QueueFacts(
                "low",
                20_000,
                5,
                OLD,
                20.0,
                arrivals=20.0,
                blockers=(BUSY,),
            ),
            Severity.ERROR,
            "it is not shrinking (20/min in, 20/min out); all workers are busy: 2 running export-data",
        ),
        (
            QueueFacts("low", 20_000, 5, OLD, 30.0, arrivals=10.0),
            Severity.ERROR,
            "empty in about 16 h 40 min at the current rate (10/min in, 30/min out)",
        ),
    ],
)
def test_a_backlog_says_how_many_wait_and_how_fast_it_empties(
    queue: QueueFacts, severity: Severity, cause: str
) -> None:
    (problem,) = find_problems(replace(WELL, queues=(queue,)))

    assert (problem.rule, problem.subject.name, problem.severity, problem.cause) == ("backlog", "low", severity, cause)
    assert problem.jobs_hit == queue.waiting
    assert problem.summary.startswith("20\u202f000 jobs are waiting" if queue.waiting > 101 else "101 jobs are waiting")
    is_busy = "busy" in cause
    assert (problem.action.command, problem.action.url) == (
        ("fsp worker", "/workers") if is_busy else ("", "/job-types")
    )


@pytest.mark.parametrize(
    "queue",
    [
        QueueFacts("low", 100, 5, OLD, 0.0, arrivals=0.0),
        QueueFacts("low", 999, 5, NEW, 0.0, arrivals=0.0),
        QueueFacts("low", 20_000, 5, OLD, 20_000.0, arrivals=0.0),
        # What an open circuit stops is the circuit's problem.
        QueueFacts("low", 20_000, 5, OLD, 5.0, arrivals=0.0, stopped=19_990),
    ],
)
def test_a_short_burst_or_what_is_stopped_is_no_backlog(queue: QueueFacts) -> None:
    assert find_problems(replace(WELL, queues=(queue,))) == []


def test_a_queue_that_is_paused_or_stalled_is_reported_as_that() -> None:
    paused = QueueFacts("low", 20_000, 0, OLD, 0.0, "ada", "a fix", OLD)
    stalled = QueueFacts("high", 20_000, 0, OLD, 0.0)

    problems = find_problems(replace(WELL, queues=(paused, stalled)))

    assert [(entry.rule, entry.subject.name) for entry in problems] == [
        ("queue-stalled", "high"),
        ("queue-stalled", "low"),
    ]
