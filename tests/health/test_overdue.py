"""Overdue after so many ticks without a success, over after so many successes in a row."""

from datetime import UTC, datetime, timedelta

import pytest

from fsp.health.overdue import Recovering, TickEnd, overdue_since, recovering
from fsp.jobs.schedule import Schedule

NOW = datetime(2026, 3, 1, 12, 0, 30, tzinfo=UTC)
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_a_success_is_due_at_the_next_tick_and_its_grace() -> None:
    hourly = Schedule("x", "y", "0 * * * *", grace_seconds=300)
    due = datetime(2026, 3, 1, 13, 5, tzinfo=UTC)

    at = {now: overdue_since(hourly, begun=NOW, now=now) for now in (due, due + timedelta(seconds=1))}

    assert list(at.values()) == [None, due]


def test_a_threshold_of_three_lets_two_ticks_pass() -> None:
    hourly = Schedule("x", "y", "0 * * * *", grace_seconds=300, failure_threshold=3)
    due = datetime(2026, 3, 1, 15, 5, tzinfo=UTC)

    at = {now: overdue_since(hourly, begun=NOW, now=now) for now in (due, due + timedelta(seconds=1))}

    assert list(at.values()) == [None, due]


def hourly(recovery: int, failure: int = 1) -> Schedule:
    return Schedule("x", "y", "0 * * * *", grace_seconds=300, failure_threshold=failure, recovery_threshold=recovery)


def ends(told: str) -> list[TickEnd]:
    """Return the ends of the hours from noon: s for a success, f for a failure, - where there was none."""
    hours = [(NOON + timedelta(hours=number), letter) for number, letter in enumerate(told) if letter != "-"]
    return [TickEnd(tick, tick + timedelta(minutes=1), letter == "s") for tick, letter in hours]


@pytest.mark.parametrize(
    ("told", "in_a_row"),
    [
        ("ss", None),
        ("s-s", 1),
        ("sfs", 1),
        ("s-ss", 2),
        ("s-sss", None),
        # A failure or a gap on the way counts the successes from the beginning.
        ("s-ssfs", 1),
        ("s-ss-s", 1),
        ("s-ssfsss", None),
        ("s-sf", 0),
        ("f", None),
        ("", None),
    ],
)
def test_three_successes_in_a_row_end_it(told: str, in_a_row: int | None) -> None:
    since = NOON + timedelta(hours=1, minutes=5)

    assert recovering(hourly(3), ends(told)) == (None if in_a_row is None else Recovering(since, in_a_row))


@pytest.mark.parametrize("told", ["ss", "s-s", "sfs", "sffffs", "s-s-s"])
def test_by_default_one_success_ends_it(told: str) -> None:
    assert recovering(hourly(1), ends(told)) is None


def test_failures_below_their_threshold_begin_nothing() -> None:
    assert recovering(hourly(3, failure=2), ends("sfs")) is None
    assert recovering(hourly(3, failure=2), ends("sffs")) == Recovering(NOON + timedelta(hours=2, minutes=5), 1)


def test_what_was_left_out_by_a_pause_is_not_owed() -> None:
    until = NOON + timedelta(hours=4, minutes=30)

    assert recovering(hourly(3), ends("s----s"), not_owed_before=until) is None
    assert recovering(hourly(3), ends("s------s"), not_owed_before=until) is not None
