"""Slots that are all held by jobs that do not finish, while others wait."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from fsp.conditions.facts.work import QueueFacts, SlotFacts, SlotHolder
from fsp.conditions.problems import find_problems
from fsp.models.alert_kinds import Severity
from tests.conditions.test_problems import NOW, WELL


def ago(seconds: int) -> datetime:
    return NOW - timedelta(seconds=seconds)


def holder(number: int, started: int, *, usual: float | None = None) -> SlotHolder:
    return SlotHolder(f"j{number}", "export-data", ago(started), usual)


WORKERS = SlotFacts("all", 2, 2, 20_000, (holder(1, 720), holder(2, 91)), ago(100), "2 running export-data")
TYPE = replace(WORKERS, subject="export-data")


def test_when_hung_jobs_hold_every_slot_that_is_the_one_problem() -> None:
    queues = (QueueFacts("low", 20_000, 2, ago(600), 0.0, arrivals=0.0), QueueFacts("high", 3, 0, ago(600), 0.0))

    (problem,) = find_problems(replace(WELL, queues=queues, slots=(WORKERS, TYPE)))

    assert (problem.rule, problem.severity, problem.jobs_hit) == ("slots-held", Severity.CRITICAL, 20_000)
    assert problem.summary == "All 2 slots of the workers are held by jobs that do not finish"
    assert problem.cause == "2 running export-data; the longest (export-data) has been running for 12 min and may hang"
    assert (problem.since, problem.action.url, problem.details) == (ago(91), "/jobs/j1/cancel", "/jobs/j1")


def test_slots_of_a_type_are_named_with_the_time_its_jobs_usually_take() -> None:
    slots = replace(TYPE, holders=(holder(1, 720, usual=3.0),), limit=1, taken=1)

    (problem,) = find_problems(replace(WELL, slots=(slots,)))

    assert (problem.subject.name, problem.severity) == ("export-data", Severity.ERROR)
    assert problem.summary == "The only slot of export-data is held by jobs that do not finish"
    assert "has been running for 12 min, usually 3 s" in problem.cause


@pytest.mark.parametrize(
    "changes",
    [
        {"taken": 1},
        {"limit": 0},
        {"waiting": 0},
        {"last_end_at": ago(89)},
        {"holders": (holder(1, 720), holder(2, 89))},
        {"holders": (holder(1, 720), holder(2, 100, usual=40.0))},
    ],
)
def test_slots_that_come_free_or_hold_jobs_of_usual_length_are_no_problem(changes: dict[str, Any]) -> None:
    assert find_problems(replace(WELL, slots=(replace(WORKERS, **changes),))) == []
