"""Rolling up: the same however often, and nothing is lost between Redis and SQL."""

import random
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
import redis
from flask import Flask
from sqlalchemy import func, select, update

from fsp.history.rollup import HOUR_SECONDS, read_metrics, roll_up
from fsp.metrics.buckets import SPAN_SECONDS
from fsp.metrics.extremes import Extremes
from fsp.metrics.sketch import bucket_index, bucket_value, quantile, sketch
from fsp.metrics.spans import Span, total
from fsp.models.job_metrics import JobMetrics
from fsp.redis_ops import metric_keys
from fsp.stores import db
from testbed.crashes import is_broken_off
from testbed.span_points import Points, put_points, stretch

NOW = datetime(2026, 3, 1, 12, 2, tzinfo=UTC)
last_put: list[float] = []
START = int(NOW.timestamp()) - 6 * HOUR_SECONDS


@pytest.fixture
def values(redis_client: redis.Redis) -> list[float]:
    """Write six hours of spans as the finish script would; return every run time."""
    chance, every = random.Random(16), []
    redis_client.hset(metric_keys.COUNTERS, "test-echo|medium|succeeded", 1)
    for start in range(START - START % SPAN_SECONDS, START + 6 * HOUR_SECONDS, SPAN_SECONDS):
        put(redis_client, start, [chance.lognormvariate(0, 1) for _ in range(100)])
        every += last_put
    return every


def put(connection: redis.Redis, start: int, seconds: list[float]) -> None:
    key = metric_keys.span("test-echo", start)
    if not connection.exists(key):
        connection.lpush(metric_keys.spans("test-echo"), start)
    connection.hincrby(key, "outcome|succeeded", len(seconds))
    connection.hincrby(key, "run_microseconds", sum(round(value * 1e6) for value in seconds))
    stretch(connection, key, seconds)
    for index, count in sketch(seconds).items():
        connection.hincrby(key, f"run|{index}", count)
    last_put[:] = seconds


def rows() -> tuple[int, int]:
    counts = Counter(db.session.scalars(select(JobMetrics.resolution_seconds)))
    db.session.commit()
    return counts[SPAN_SECONDS], counts[HOUR_SECONDS]


def parts(resolution_seconds: int) -> list[Span]:
    return read_metrics(
        "test-echo", resolution_seconds=resolution_seconds, since=NOW - timedelta(days=2), until=NOW + timedelta(days=1)
    )


def extremes(resolution_seconds: int) -> Extremes | None:
    return total("test-echo", parts(resolution_seconds)).run_extremes


def rolled(resolution_seconds: int) -> tuple[int, float, float | None]:
    whole = total("test-echo", parts(resolution_seconds))
    return whole.succeeded, whole.run_seconds, quantile(whole.run_sketch, 0.95)


def test_rolling_up_again_changes_nothing(core: Flask, redis_client: redis.Redis, values: list[float]) -> None:
    roll_up(redis_client, NOW)
    first = rows(), rolled(SPAN_SECONDS), rolled(HOUR_SECONDS)

    for _ in range(2):
        roll_up(redis_client, NOW)

    assert (rows(), rolled(SPAN_SECONDS), rolled(HOUR_SECONDS)) == first


@pytest.mark.parametrize("resolution_seconds", [SPAN_SECONDS, HOUR_SECONDS])
def test_counts_sums_and_quantiles_are_kept(
    core: Flask, redis_client: redis.Redis, values: list[float], resolution_seconds: int
) -> None:
    roll_up(redis_client, NOW)

    count, seconds, p95 = rolled(resolution_seconds)

    exact = sorted(values)[round(0.95 * len(values)) - 1]
    assert count == len(values)
    assert seconds == pytest.approx(sum(values), rel=1e-6)
    assert p95 == pytest.approx(exact, rel=0.011)


def test_what_comes_late_is_in_it_the_next_time(core: Flask, redis_client: redis.Redis, values: list[float]) -> None:
    roll_up(redis_client, NOW)
    late = int(NOW.timestamp()) - HOUR_SECONDS
    put(redis_client, late - late % SPAN_SECONDS, [1.0] * 50)

    roll_up(redis_client, NOW)

    assert rolled(SPAN_SECONDS)[0] == rolled(HOUR_SECONDS)[0] == len(values) + 50


@pytest.mark.parametrize("resolution_seconds", [SPAN_SECONDS, HOUR_SECONDS])
def test_extremes_are_kept_exactly_and_those_that_come_late_replace_them(
    core: Flask, redis_client: redis.Redis, values: list[float], resolution_seconds: int
) -> None:
    roll_up(redis_client, NOW)
    roll_up(redis_client, NOW)
    before = extremes(resolution_seconds)
    late = int(NOW.timestamp()) - HOUR_SECONDS
    put(redis_client, late - late % SPAN_SECONDS, [0.000002, 123.456789])

    roll_up(redis_client, NOW)

    assert before == Extremes(round(min(values), 6), round(max(values), 6))
    assert extremes(resolution_seconds) == Extremes(0.000002, 123.456789)
    assert sum(span.run_extremes == Extremes(0.000002, 123.456789) for span in parts(resolution_seconds)) == 1


def test_extremes_of_rows_from_before_they_were_kept_are_read_from_the_sketch(
    core: Flask, redis_client: redis.Redis, values: list[float]
) -> None:
    roll_up(redis_client, NOW)
    db.session.execute(update(JobMetrics).values(run_seconds_min=None, run_seconds_max=None))
    db.session.commit()

    result = extremes(HOUR_SECONDS)

    assert result == Extremes(bucket_value(bucket_index(min(values))), bucket_value(bucket_index(max(values))))
    assert result.least == pytest.approx(min(values), rel=0.0101)


def test_a_clock_that_was_put_back_keeps_nothing_out(
    core: Flask, redis_client: redis.Redis, values: list[float]
) -> None:
    ahead = NOW + timedelta(days=1)
    put(redis_client, int(ahead.timestamp()) // SPAN_SECONDS * SPAN_SECONDS, [1.0])
    redis_client.hset(metric_keys.COUNTERS, "test-echo|medium|succeeded", 1)
    roll_up(redis_client, ahead + timedelta(minutes=5))
    late = int(NOW.timestamp()) // SPAN_SECONDS * SPAN_SECONDS
    put(redis_client, late, [1.0] * 7)

    roll_up(redis_client, NOW)

    assert rolled(SPAN_SECONDS)[0] == rolled(HOUR_SECONDS)[0] == len(values) + 8


def _crash(*_: object) -> None:
    raise KeyboardInterrupt


def test_a_type_that_cannot_be_rolled_up_is_named_and_the_others_are(
    core: Flask, redis_client: redis.Redis, values: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    redis_client.hset(metric_keys.COUNTERS, "a-bad-one|low|succeeded", 1)
    redis_client.set(metric_keys.spans("a-bad-one"), "in the way")

    report = roll_up(redis_client, NOW)

    assert (report.set_aside, report.named[0].partition(":")[0]) == (1, "a-bad-one")
    assert rolled(SPAN_SECONDS)[0] == rolled(HOUR_SECONDS)[0] == len(values)


def test_a_crash_half_way_is_mended_by_the_next_time(
    core: Flask, redis_client: redis.Redis, values: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    from fsp.history import rollup

    original = rollup._hour
    monkeypatch.setattr(rollup, "_hour", _crash)
    with pytest.raises(KeyboardInterrupt):
        roll_up(redis_client, NOW)
    db.session.rollback()
    monkeypatch.setattr(rollup, "_hour", original)

    roll_up(redis_client, NOW)

    assert rolled(SPAN_SECONDS)[0] == rolled(HOUR_SECONDS)[0] == len(values)
    assert db.session.scalar(select(func.count(JobMetrics.id))) == sum(rows())


def test_twenty_crashes_and_late_points_leave_every_sum_as_it_is(core: Flask, redis_client: redis.Redis) -> None:
    points = Points(random.Random(16), 5000, 0.05, NOW)
    put_points(redis_client, points.in_time)
    roll_up(redis_client, NOW)
    before = rolled(SPAN_SECONDS)[0]
    put_points(redis_client, points.late)

    crashes = sum(is_broken_off(lambda: roll_up(redis_client, NOW), after=number) for number in range(20))
    for _ in range(3):
        roll_up(redis_client, NOW)

    exact = sorted(value for _, value in points.in_time + points.late)
    assert (crashes, before, len(points.late) > 200) == (20, len(points.in_time), True)
    for resolution in (SPAN_SECONDS, HOUR_SECONDS):
        count, seconds, p95 = rolled(resolution)
        assert count == 5000
        assert seconds == pytest.approx(sum(exact), abs=0.01)
        assert p95 == pytest.approx(exact[4749], rel=0.0101)
        assert extremes(resolution) == Extremes(round(exact[0], 6), round(exact[-1], 6))
