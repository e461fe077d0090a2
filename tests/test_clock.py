"""The clock: aware, UTC, written one way."""

from datetime import UTC, datetime, timedelta, timezone

from fsp.clock import as_utc, from_epoch, iso, precise, utc_now


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
