"""When reports by mail are due: in a zone, also when clocks change and in short months."""

from datetime import UTC, datetime, timedelta

import pytest

from fsp.models.report_subscription import ReportSubscription, Rhythm
from fsp.reporting.rhythm import DueTimes, latest_due

NOW = datetime(2026, 5, 6, 12, tzinfo=UTC)  # a Wednesday
EIGHT = 8 * 60


@pytest.mark.parametrize(
    ("rhythm", "day", "latest", "following"),
    [
        (Rhythm.DAILY, 1, "2026-05-06T06:00", "2026-05-07T06:00"),
        (Rhythm.WEEKLY, 1, "2026-05-04T06:00", "2026-05-11T06:00"),
        (Rhythm.WEEKLY, 3, "2026-05-06T06:00", "2026-05-13T06:00"),
        (Rhythm.WEEKLY, 7, "2026-05-03T06:00", "2026-05-10T06:00"),
        (Rhythm.MONTHLY, 6, "2026-05-06T06:00", "2026-06-06T06:00"),
        (Rhythm.MONTHLY, 31, "2026-04-30T06:00", "2026-05-31T06:00"),
    ],
)
def test_a_time_of_day_is_that_of_the_zone(rhythm: Rhythm, day: int, latest: str, following: str) -> None:
    times = DueTimes(rhythm, day, EIGHT, "Europe/Berlin")

    assert times.latest(NOW) == datetime.fromisoformat(f"{latest}+00:00")
    assert times.following(NOW) == datetime.fromisoformat(f"{following}+00:00")


def test_a_time_that_clocks_skip_comes_right_after() -> None:
    times = DueTimes(Rhythm.DAILY, 1, 2 * 60 + 30, "Europe/Berlin")

    assert times.following(datetime(2026, 3, 28, 12, tzinfo=UTC)) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago", "UTC"])
def test_the_latest_time_is_never_ahead_and_the_next_never_behind(zone: str) -> None:
    times = DueTimes(Rhythm.DAILY, 1, 23 * 60 + 59, zone)

    for hour in range(48):
        now = NOW + timedelta(hours=hour)
        assert now - timedelta(days=1) < times.latest(now) <= now < times.following(now) <= now + timedelta(days=1)


def test_nothing_is_due_before_it_was_active_or_while_it_is_paused() -> None:
    subscription = ReportSubscription(rhythm="daily", day=1, minute=EIGHT, zone="UTC", active_since=NOW)

    assert latest_due(subscription, NOW + timedelta(hours=1)) is None
    assert latest_due(subscription, NOW + timedelta(days=1)) == datetime(2026, 5, 7, 8, tzinfo=UTC)
    subscription.paused_at = NOW
    assert latest_due(subscription, NOW + timedelta(days=1)) is None


def test_its_words_say_when() -> None:
    assert DueTimes(Rhythm.WEEKLY, 1, EIGHT, "UTC").words == "Every Monday at 08:00 (UTC)"
    assert DueTimes(Rhythm.MONTHLY, 31, 65, "UTC").words == "On day 31 of each month at 01:05 (UTC)"
