"""Ticks: every moment belongs to the one before it."""

from datetime import timedelta

from fsp.alerts.tick import tick_of
from tests.alerts.steps import at


def test_a_moment_belongs_to_the_tick_before_it() -> None:
    assert [tick_of(at(minutes)) for minutes in (0, 4.99, 5, 9)] == [at(0), at(0), at(5), at(5)]
    assert tick_of(at(4.99), timedelta(minutes=1)) == at(4)
