"""Timings: all outcomes there were, times of the last day."""

from datetime import timedelta

import pytest
import redis

from fsp.clock import utc_now
from fsp.handlers import catalogue  # noqa: F401
from fsp.metrics.timings import read_timings
from tests.metrics.test_spans import run


def test_times_are_of_the_last_day_and_outcomes_of_all_time(redis_client: redis.Redis) -> None:
    for seconds in (1.0, 3.0):
        run(redis_client, seconds)
    now = utc_now()

    (today,) = read_timings(redis_client, now + timedelta(seconds=1))
    (tomorrow,) = read_timings(redis_client, now + timedelta(days=1, minutes=6))

    assert (today.executions, today.success_ratio, today.has_low_confidence) == (2, 1.0, True)
    assert today.mean_seconds == pytest.approx(2.0)
    assert today.p95_seconds == pytest.approx(3.0, rel=0.01)
    assert (tomorrow.executions, tomorrow.mean_seconds, tomorrow.p50_seconds) == (2, None, None)
