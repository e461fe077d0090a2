"""The time of day of health checks: Redis's, also on a host whose clock is wrong, and while Redis is away."""

from datetime import UTC, datetime, timedelta

import pytest
import redis

from fsp.health.shared_time import MEASURED_EVERY_SECONDS, SharedTime
from tests.away import redis_away
from tests.wrong_clock import set_clock_wrong

CLOSE = timedelta(seconds=2)


def test_a_wrong_clock_is_corrected(redis_client: redis.Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    set_clock_wrong(monkeypatch, timedelta(hours=1))

    assert abs(SharedTime(lambda: redis_client).now() - datetime.now(UTC)) < CLOSE


def test_it_measures_every_few_seconds_and_outlasts_an_absence(
    redis_client: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds, connections = [0.0], iter([redis_client])
    time = SharedTime(lambda: next(connections), monotonic=lambda: seconds[0])
    time.now()
    set_clock_wrong(monkeypatch, timedelta(hours=1))
    assert time.now() - datetime.now(UTC) > timedelta(minutes=59)
    seconds[0] = MEASURED_EVERY_SECONDS
    assert abs(time.now() - datetime.now(UTC)) < CLOSE

    time._connection, seconds[0] = redis_away(), 2 * MEASURED_EVERY_SECONDS

    assert abs(time.now() - datetime.now(UTC)) < CLOSE
