"""The clock: aware, UTC, written one way."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from rq.utils import utcformat

from fsp.clock import MAX_MINUTES, as_utc, from_epoch, in_rq_format, iso, later, moment_of, precise, utc_now
from fsp.errors import InvalidInput


def test_now_is_aware() -> None:
    assert utc_now().tzinfo is UTC


def test_other_zones_become_utc_and_naive_is_taken_as_utc() -> None:
    noon = datetime(2026, 5, 1, 12, tzinfo=timezone(timedelta(hours=2)))

    assert as_utc(noon) == datetime(2026, 5, 1, 10, tzinfo=UTC)
    assert as_utc(datetime(2026, 5, 1)) == datetime(2026, 5, 1, tzinfo=UTC)  # noqa: DTZ001


def test_moments_are_written_to_the_second_with_a_z() -> None:
    assert iso(from_epoch(1.9)) == "1970-01-01T00:00:01Z"


def test_moments_are_written_to_the_millisecond_where_ages_are_told() -> None:
    assert precise(from_epoch(1.25)) == "1970-01-01T00:00:01.250Z"


@pytest.mark.parametrize("seconds", [0, 1_800_000_000.25])
def test_moments_are_written_for_rq_as_it_does(seconds: float) -> None:
    assert in_rq_format(from_epoch(seconds)) == utcformat(from_epoch(seconds))


def test_moments_are_read_as_utc_unless_they_say_otherwise() -> None:
    assert moment_of("2026-05-01T09:30") == datetime(2026, 5, 1, 9, 30, tzinfo=UTC)
    assert moment_of("2026-05-01T09:30+02:00") == datetime(2026, 5, 1, 7, 30, tzinfo=UTC)
    assert moment_of("") is None
    with pytest.raises(InvalidInput, match=r'since must be .* got "soon"'):
        moment_of("soon", "since")
    with pytest.raises(InvalidInput, match="must be a date"):
        moment_of("0001-01-01T00:00+14:00")


def test_what_ends_by_itself_does_so_within_ten_years() -> None:
    assert later(from_epoch(0), minutes=2) == from_epoch(120)
    assert later(from_epoch(0), minutes=MAX_MINUTES).year == 1980
    with pytest.raises(InvalidInput, match=r"at most 5270400 \(ten years\), got 5270401"):
        later(from_epoch(0), minutes=MAX_MINUTES + 1)
