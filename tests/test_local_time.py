"""Local times, also on the days when clocks change."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fsp.errors import InvalidInput
from fsp.local_time import (
    ClockChange,
    checked_zone,
    is_zone,
    moved_by_days,
    moved_to_day,
    next_clock_change,
    resolve,
    zone_of,
)

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "UTC"])


def test_an_ordinary_time_has_no_note() -> None:
    local = resolve(date(2026, 5, 1), time(9, 30), BERLIN)

    assert (local.moment, local.note) == (datetime(2026, 5, 1, 7, 30, tzinfo=UTC), "")


def test_a_skipped_time_moves_forward_and_says_so() -> None:
    local = resolve(date(2026, 3, 29), time(2, 30), BERLIN)

    assert local.moment == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert "02:30 on 29 March 2026 does not exist in Europe/Berlin" in local.note
    assert "03:30" in local.note


def test_the_first_of_two_times_is_used_and_said() -> None:
    local = resolve(date(2026, 10, 25), time(2, 30), BERLIN)

    assert local.moment == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert "occurs twice" in local.note


def test_a_move_keeps_the_local_time_of_day_over_a_change_of_clocks() -> None:
    before = datetime(2026, 3, 28, 8, tzinfo=UTC)

    assert moved_by_days(before, 1, BERLIN).moment == datetime(2026, 3, 29, 7, tzinfo=UTC)
    assert moved_to_day(before, date(2026, 4, 10), BERLIN).moment == datetime(2026, 4, 10, 7, tzinfo=UTC)


def test_an_unknown_zone_is_utc() -> None:
    assert zone_of("Nowhere/Land") is UTC


@given(st.dates(date(1975, 1, 2), date(2100, 1, 1)), st.times(), ZONES)
def test_a_time_without_a_note_is_shown_as_it_was_given(day: date, at: time, name: str) -> None:
    zone = zone_of(name)

    local = resolve(day, at, zone)

    shown = local.moment.astimezone(zone).replace(tzinfo=None)
    assert local.note or shown == datetime.combine(day, at)


@pytest.mark.parametrize("name", ["UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires", "Etc/GMT+5", "EST5EDT"])
def test_a_zone_is_a_name_of_the_time_zone_database(name: str) -> None:
    assert is_zone(name)
    assert checked_zone(name) == name


@pytest.mark.parametrize(
    "name", ["", "Mars/Here", "Europe", "../etc/passwd", "localtime", "posix/UTC", "right/UTC", "+01:00"]
)
def test_a_name_that_means_no_place_is_refused(name: str) -> None:
    assert not is_zone(name)
    with pytest.raises(InvalidInput, match="The time zone must be a name such as Europe/Berlin or UTC"):
        checked_zone(name)


@pytest.mark.parametrize(
    ("after", "name", "change"),
    [
        (
            datetime(2026, 3, 1, 12, 7, 31, tzinfo=UTC),
            "Europe/Berlin",
            ClockChange(date(2026, 3, 29), time(2), time(3), is_forward=True),
        ),
        (
            datetime(2026, 10, 24, 12, tzinfo=UTC),
            "Europe/Berlin",
            ClockChange(date(2026, 10, 25), time(2), time(3), is_forward=False),
        ),
        (
            datetime(2026, 4, 1, tzinfo=UTC),
            "Australia/Lord_Howe",
            ClockChange(date(2026, 4, 5), time(1, 30), time(2), is_forward=False),
        ),
        (datetime(2026, 6, 1, tzinfo=UTC), "Europe/Berlin", None),
        (datetime(2026, 3, 1, tzinfo=UTC), "Asia/Kolkata", None),
        (datetime(2026, 3, 1, tzinfo=UTC), "UTC", None),
    ],
)
def test_the_next_change_of_clocks_is_known(after: datetime, name: str, change: ClockChange | None) -> None:
    assert next_clock_change(after, zone_of(name), days=60) == change
