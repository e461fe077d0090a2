"""Weeks of a report: from Monday, none left out."""

from datetime import date

from fsp.reporting.gather import WEEKS, by_week


def test_weeks_start_on_monday_and_none_is_left_out() -> None:
    weeks = by_week([date(2026, 5, 4), date(2026, 5, 6), date(2026, 4, 26)], until=date(2026, 5, 6))

    assert len(weeks) == WEEKS
    assert weeks[-3:] == [(date(2026, 4, 20), 1), (date(2026, 4, 27), 0), (date(2026, 5, 4), 2)]


def test_a_day_before_the_first_week_is_not_counted() -> None:
    assert sum(count for _, count in by_week([date(2025, 1, 1)], until=date(2026, 5, 6))) == 0
