"""Ticks, and reminders: at the end of the cooldown, then doubling, up to a maximum."""

from datetime import timedelta

import pytest

from fsp.alerts.timing import interval, reminder_due_at, tick_of
from fsp.alerts.watch_state import WatchState
from fsp.models.alert_kinds import Severity
from tests.alerts.steps import at


def test_a_moment_belongs_to_the_tick_before_it() -> None:
    assert [tick_of(at(minutes)) for minutes in (0, 4.99, 5, 9)] == [at(0), at(0), at(5), at(5)]
    assert tick_of(at(4.99), timedelta(minutes=1)) == at(4)


@pytest.mark.parametrize(
    ("severity", "minutes"),
    [
        (Severity.CRITICAL, [5, 10, 20, 40, 80, 160, 240, 240]),
        (Severity.ERROR, [15, 30, 60, 120, 240, 240, 240, 240]),
        (Severity.WARNING, [30, 60, 120, 240, 480, 960, 1440, 1440]),
    ],
)
def test_waits_double_from_the_floor_to_the_cap(severity: Severity, minutes: list[int]) -> None:
    results = [interval(WatchState(severity=severity, reminders=count)).total_seconds() / 60 for count in range(8)]

    assert results == minutes
    assert interval(WatchState(severity=severity, reminders=10_000)).total_seconds() / 60 == minutes[-1]


def test_the_cooldown_starts_at_the_accepted_delivery_or_else_at_the_decision() -> None:
    memory = WatchState(severity=Severity.CRITICAL, noticed_at=at(0))

    assert reminder_due_at(memory, at(3)) == at(8)
    assert reminder_due_at(memory, None) == at(5)


def test_what_flaps_is_reminded_of_after_twice_the_cap_and_then_once_a_day() -> None:
    results = [
        interval(WatchState(severity=Severity.CRITICAL, is_flapping=True, reminders=count)).total_seconds() / 3600
        for count in range(5)
    ]

    assert results == [8, 16, 24, 24, 24]


def test_nobody_is_reminded_of_what_was_never_told() -> None:
    with pytest.raises(ValueError, match="notice before it"):
        reminder_due_at(WatchState(), None)
