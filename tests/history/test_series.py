"""Series for charts: the right steps, merged from what is recent and what was rolled up, nothing counted twice."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
import redis
from flask import Flask

from fsp.history.rollup import HOUR_SECONDS, roll_up
from fsp.history.series import LENGTHS, Range, read_series
from fsp.metrics.sketch import sketch
from fsp.redis_ops import metric_keys
from tests.redis_fields import HashFields

NOW = datetime(2026, 3, 10, 12, 34, 56, tzinfo=UTC)


def count(connection: redis.Redis, start: datetime, succeeded: int, seconds: float = 2.0) -> None:
    begin = int(start.timestamp())
    runs: HashFields = {f"run|{index}": number for index, number in sketch([seconds] * succeeded).items()}
    connection.hset(metric_keys.span("t", begin), mapping={"outcome|succeeded": succeeded, **runs})
    connection.lpush(metric_keys.spans("t"), begin)
    connection.hincrby(metric_keys.COUNTERS, "t|low|succeeded", succeeded)


@pytest.mark.parametrize(("length", "steps"), [(Range.HOUR, 12), (Range.DAY, 96), (Range.WEEK, 84), (Range.MONTH, 120)])
def test_a_range_has_its_steps_and_ends_with_the_running_one(
    core: Flask, redis_client: redis.Redis, length: Range, steps: int
) -> None:
    points = read_series(redis_client, "t", length, NOW)

    _, step = LENGTHS[length]
    assert len(points) == steps
    assert points[-1].at <= NOW < points[-1].at + step
    assert {later.at - earlier.at for earlier, later in pairwise(points)} == {step}
    assert {point.span.ended for point in points} == {0}


def test_spans_of_a_step_are_added_and_their_quantiles_merged(core: Flask, redis_client: redis.Redis) -> None:
    count(redis_client, datetime(2026, 3, 10, 12, 15, tzinfo=UTC), 3, seconds=1.0)
    count(redis_client, datetime(2026, 3, 10, 12, 20, tzinfo=UTC), 1, seconds=9.0)

    points = read_series(redis_client, "t", Range.DAY, NOW)

    (step,) = [point for point in points if point.span.ended]
    assert step.at == datetime(2026, 3, 10, 12, 15, tzinfo=UTC)
    assert (step.span.succeeded, step.span.outcomes) == (4, Counter(succeeded=4))
    assert step.span.run_quantile(0.99) == pytest.approx(9.0, rel=0.01)


def test_what_was_rolled_up_and_still_is_in_redis_counts_once(core: Flask, redis_client: redis.Redis) -> None:
    for hours in (1, 20, 30, 40):
        count(redis_client, NOW.replace(minute=0, second=0) - timedelta(hours=hours), 1)
    roll_up(redis_client, NOW)

    week = read_series(redis_client, "t", Range.WEEK, NOW)
    day = read_series(redis_client, "t", Range.DAY, NOW)

    assert sum(point.span.ended for point in week) == 4
    assert sum(point.span.ended for point in day) == 2


def test_what_redis_has_lost_comes_from_sql(core: Flask, redis_client: redis.Redis) -> None:
    count(redis_client, NOW.replace(minute=0, second=0) - timedelta(hours=2), 5)
    roll_up(redis_client, NOW)
    redis_client.flushall()

    for length in (Range.DAY, Range.WEEK, Range.MONTH):
        assert sum(point.span.ended for point in read_series(redis_client, "t", length, NOW)) == 5


def test_the_hours_of_a_month_are_whole(core: Flask) -> None:
    assert all(step.total_seconds() % HOUR_SECONDS == 0 for name, (_, step) in LENGTHS.items() if name in "7d 30d")
