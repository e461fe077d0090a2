"""Ticks of time: at round moments of the zone's own clock, on days of 23 and 25 hours too."""

import itertools
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from fsp.charts.time_ticks import time_ticks

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("day", "hours"), [(datetime(2026, 3, 29, tzinfo=BERLIN), 23), (datetime(2026, 10, 25, tzinfo=BERLIN), 25)]
)
def test_a_day_that_is_longer_or_shorter_is_drawn_so(day: datetime, hours: int) -> None:
    first = day
    last = day + timedelta(days=1)

    results = time_ticks(first.astimezone(UTC), last.astimezone(UTC), BERLIN)

    assert (results[-1] - results[0]) == timedelta(hours=hours)
    assert [at.astimezone(BERLIN).hour for at in results] == [0, 6, 12, 18, 0]
    assert {(b - a) for a, b in itertools.pairwise(results)} == {
        timedelta(hours=6),
        timedelta(hours=6 + hours - 24),
    }


def test_midnights_of_many_days_are_those_of_the_zone_and_none_is_skipped() -> None:
    first, last = datetime(2026, 3, 20, tzinfo=BERLIN), datetime(2026, 3, 31, 12, tzinfo=BERLIN)
    cairo = ZoneInfo("Africa/Cairo")
    skipped = datetime(2026, 4, 22, tzinfo=cairo), datetime(2026, 4, 26, tzinfo=cairo)

    results = time_ticks(first.astimezone(UTC), last.astimezone(UTC), BERLIN)
    of_cairo = time_ticks(skipped[0].astimezone(UTC), skipped[1].astimezone(UTC), cairo)

    seen = [at.astimezone(BERLIN) for at in results]
    assert all((at.hour, at.minute) == (0, 0) for at in seen)
    assert {(later.date() - earlier.date()).days for earlier, later in itertools.pairwise(seen)} == {2}
    # Egypt's clocks go from 23:59 to 1:00 that night, so that day has no midnight.
    assert date(2026, 4, 24) not in {at.astimezone(cairo).date() for at in of_cairo}
    assert len(of_cairo) == 4
