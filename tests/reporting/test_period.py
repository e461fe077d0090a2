"""Periods of reports: whole days in a zone, complete weeks, months and quarters, and what comes before."""

from datetime import UTC, date, datetime

import pytest

from fsp.errors import InvalidInput
from fsp.reporting.period import PeriodName, bucket_title, buckets, period_of

TODAY = date(2026, 5, 6)


@pytest.mark.parametrize(
    ("name", "first", "last", "before"),
    [
        (PeriodName.DAYS_7, date(2026, 4, 30), TODAY, date(2026, 4, 23)),
        (PeriodName.DAYS_30, date(2026, 4, 7), TODAY, date(2026, 3, 8)),
        (PeriodName.WEEK, date(2026, 4, 27), date(2026, 5, 3), date(2026, 4, 20)),
        (PeriodName.MONTH, date(2026, 4, 1), date(2026, 4, 30), date(2026, 3, 1)),
        (PeriodName.QUARTER, date(2026, 1, 1), date(2026, 3, 31), date(2025, 10, 1)),
        (PeriodName.YEAR, date(2025, 1, 1), date(2025, 12, 31), date(2024, 1, 1)),
    ],
)
def test_a_period_has_whole_days_and_one_of_its_kind_before_it(
    name: PeriodName, first: date, last: date, before: date
) -> None:
    period = period_of(name, TODAY, zone="UTC")

    assert (period.first, period.last) == (first, last)
    assert period.before.first == before
    assert period.before.until == period.since


def test_days_begin_and_end_in_the_zone_also_when_clocks_change() -> None:
    period = period_of(PeriodName.DATES, TODAY, zone="Europe/Berlin", first=date(2026, 3, 29), last=date(2026, 3, 29))

    assert period.since == datetime(2026, 3, 28, 23, tzinfo=UTC)
    assert period.until == datetime(2026, 3, 29, 22, tzinfo=UTC)
    assert period.day_of(datetime(2026, 3, 28, 23, 30, tzinfo=UTC)) == date(2026, 3, 29)


@pytest.mark.parametrize(
    ("first", "last", "title", "count"),
    [
        (date(2026, 4, 7), TODAY, "day", 30),
        (date(2026, 1, 1), TODAY, "week", 18),
        (date(2025, 3, 15), TODAY, "month", 15),
    ],
)
def test_bars_cover_the_whole_period(first: date, last: date, title: str, count: int) -> None:
    period = period_of(PeriodName.DATES, TODAY, zone="UTC", first=first, last=last)

    assert (bucket_title(period), len(buckets(period))) == (title, count)
    assert buckets(period)[0] == first
    assert buckets(period) == sorted(set(buckets(period)))


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (None, TODAY, "needs its first"),
        (TODAY, date(2026, 5, 5), "before the first day"),
        (date(2000, 1, 1), TODAY, "at most 3660 days"),
    ],
)
def test_dates_that_make_no_period_are_refused(first: date | None, last: date | None, words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        period_of(PeriodName.DATES, TODAY, zone="UTC", first=first, last=last)


def test_the_words_name_the_year_once_if_it_is_one() -> None:
    assert period_of(PeriodName.WEEK, TODAY, zone="UTC").words == "27 April to 3 May 2026"
    assert period_of(PeriodName.WEEK, date(2026, 1, 6), zone="UTC").words == "29 December 2025 to 4 January 2026"
