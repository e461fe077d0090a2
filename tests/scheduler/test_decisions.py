"""Which ticks run and which are skipped."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from fsp.scheduler.decisions import decide, due_ticks, reason_to_skip
from fsp.schedules.schedule import Missed, Overlap, Schedule

NOON = datetime(2026, 5, 1, 12, 0, 5, tzinfo=UTC)
TEN = timedelta(minutes=10)


def minutely(missed: Missed, **more: Any) -> Schedule:
    return Schedule("x", "y", "* * * * *", missed=missed, **more)


@pytest.mark.parametrize(("missed", "runs"), [(Missed.SKIP, 1), (Missed.LATEST, 1), (Missed.ALL, 10)])
def test_ticks_missed_for_ten_minutes_follow_the_policy(missed: Missed, runs: int) -> None:
    schedule = minutely(missed)
    ticks = due_ticks(schedule, last=NOON.replace(second=0) - TEN, now=NOON)

    decisions = decide(schedule, ticks, NOON)

    assert [decision.tick for decision in decisions] == ticks
    assert (len(ticks), sum(decision.runs for decision in decisions)) == (10, runs)
    assert decisions[-1].runs


def test_a_late_tick_alone_is_skipped_or_caught_up() -> None:
    last = NOON - timedelta(minutes=5)
    hourly = {missed: Schedule("x", "y", "56 * * * *", missed=missed) for missed in Missed}

    results = {missed: decide(rule, due_ticks(rule, last=last, now=NOON), NOON) for missed, rule in hourly.items()}

    assert {missed: [decision.runs for decision in decisions] for missed, decisions in results.items()} == {
        Missed.SKIP: [False],
        Missed.LATEST: [True],
        Missed.ALL: [True],
    }


def test_no_more_than_the_window_and_the_most_are_caught_up() -> None:
    schedule = minutely(Missed.ALL, window_seconds=1800, most=20)

    decisions = decide(schedule, due_ticks(schedule, last=NOON - 6 * TEN, now=NOON), NOON)

    assert sum(decision.runs for decision in decisions) == 20
    assert {decision.reason for decision in decisions} == {
        "missed by more than the window",
        "missed; later ones run in its place",
        "",
    }


def test_a_new_schedule_does_not_catch_up_on_its_past() -> None:
    assert due_ticks(minutely(Missed.ALL), last=None, now=NOON) == [NOON.replace(second=0)]


@pytest.mark.parametrize(
    ("overlap", "skipped"),
    [(Overlap.SKIP, (1, 1)), (Overlap.BUFFER_ONE, (0, 1)), (Overlap.ALLOW, (0, 0)), (Overlap.CANCEL_RUNNING, (0, 0))],
)
def test_a_tick_that_overlaps_follows_the_policy(overlap: Overlap, skipped: tuple[int, int]) -> None:
    running = reason_to_skip(overlap, has_running=True, has_waiting=False)
    waiting = reason_to_skip(overlap, has_running=False, has_waiting=True)

    assert (bool(running), bool(waiting)) == tuple(map(bool, skipped))
    assert reason_to_skip(overlap, has_running=False, has_waiting=False) == ""


@pytest.mark.parametrize(("hours", "ticks"), [(0.001, 1), (0.5, 30), (100, 1440)])
def test_one_that_never_ticked_begins_where_it_was_first_seen_a_day_ago_at_most(hours: float, ticks: int) -> None:
    seen = NOON.replace(second=0) - timedelta(hours=hours)

    results = due_ticks(minutely(Missed.ALL), last=None, now=NOON.replace(second=0), first_seen_at=seen)

    assert len(results) == ticks
