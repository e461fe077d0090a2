"""Reminders: at the end of the cooldown, then doubling, up to a longest."""

import pytest

from fsp.alerts.cooldown import interval, reminder_due_at
from fsp.alerts.watch_state import Memory
from fsp.models.alert import Severity
from tests.alerts.steps import at


@pytest.mark.parametrize(
    ("severity", "minutes"),
    [
        (Severity.CRITICAL, [5, 10, 20, 40, 80, 160, 240, 240]),
        (Severity.ERROR, [15, 30, 60, 120, 240, 240, 240, 240]),
        (Severity.WARNING, [30, 60, 120, 240, 480, 960, 1440, 1440]),
    ],
)
def test_waits_double_from_the_floor_to_the_cap(severity: Severity, minutes: list[int]) -> None:
    found = [interval(Memory(severity=severity, reminders=count)).total_seconds() / 60 for count in range(8)]

    assert found == minutes
    assert interval(Memory(severity=severity, reminders=10_000)).total_seconds() / 60 == minutes[-1]


def test_the_cooldown_starts_at_the_accepted_delivery_or_else_at_the_decision() -> None:
    memory = Memory(severity=Severity.CRITICAL, noticed_at=at(0))

    assert reminder_due_at(memory, at(3)) == at(8)
    assert reminder_due_at(memory, None) == at(5)


def test_what_flaps_is_reminded_of_after_twice_the_cap_and_then_once_a_day() -> None:
    found = [
        interval(Memory(severity=Severity.CRITICAL, is_flapping=True, reminders=count)).total_seconds() / 3600
        for count in range(5)
    ]

    assert found == [8, 16, 24, 24, 24]


def test_nobody_is_reminded_of_what_was_never_told() -> None:
    with pytest.raises(ValueError, match="notice before it"):
        reminder_due_at(Memory(), None)
