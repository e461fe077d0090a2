"""Calls to platforms: each counted once, whatever came of it, and no call fails for want of Redis."""

from datetime import UTC, datetime, timedelta

import pytest
import redis

from fsp.clock import utc_now
from fsp.metrics.platform_calls import counted_call, note_call, platform_calls_read, read_platform_totals
from fsp.redis_ops import metric_keys
from fsp.redis_ops.reads import fetch
from tests.away import redis_away

NOW = datetime(2026, 3, 1, 12, 2, tzinfo=UTC)
WINDOW = timedelta(minutes=15)


def test_calls_are_counted_by_platform(redis_client: redis.Redis) -> None:
    for platform, outcome, minutes in (("a", "failed", 1), ("a", "succeeded", 14), ("b", "succeeded", 40)):
        note_call(redis_client, platform, outcome=outcome, seconds=0.5, now=NOW - timedelta(minutes=minutes))

    (result,) = fetch(redis_client, platform_calls_read(now=NOW, window=WINDOW))

    assert (result.platform, result.calls, result.failed, result.seconds) == ("a", 2, 1, 1.0)
    assert result.times.quantile(0.95) == 0.5
    assert read_platform_totals(redis_client) == {("a", "failed"): 1, ("a", "succeeded"): 1, ("b", "succeeded"): 1}


def test_a_call_that_raises_is_a_failure(redis_client: redis.Redis) -> None:
    with pytest.raises(ValueError, match="no"), counted_call(redis_client, "a"):
        raise ValueError("no")
    with counted_call(redis_client, "a"):
        pass

    (result,) = fetch(redis_client, platform_calls_read(now=utc_now() + timedelta(seconds=1), window=WINDOW))

    assert (result.succeeded, result.failed) == (1, 1)


def test_no_call_fails_for_want_of_redis() -> None:
    with counted_call(redis_away(), "a"):
        done = True

    assert done


def test_a_failure_is_known_by_the_type_of_the_job_that_called(redis_client: redis.Redis) -> None:
    for job_type, outcome in (("publish", "failed"), ("publish", "failed"), ("write", "failed"), ("read", "succeeded")):
        note_call(redis_client, "a", outcome=outcome, seconds=0.5, now=NOW, job_type=job_type)

    (result,) = fetch(redis_client, platform_calls_read(now=NOW, window=WINDOW))

    assert (result.failed_by, result.calls) == ({"publish": 2, "write": 1}, 4)


def test_the_quantiles_of_few_calls_are_exact_and_only_those_of_the_window(redis_client: redis.Redis) -> None:
    note_call(redis_client, "a", outcome="succeeded", seconds=99.0, now=NOW - timedelta(minutes=40))
    for number in range(1, 21):
        note_call(redis_client, "a", outcome="succeeded", seconds=number / 1000, now=NOW)

    (result,) = fetch(redis_client, platform_calls_read(now=NOW, window=WINDOW))

    assert (result.times.quantile(0.5), result.times.quantile(0.95), result.times.quantile(1.0)) == (0.01, 0.019, 0.02)
    assert (result.times.method, result.times.relative_error, result.times.n) == ("nearest-rank", 0.0, 20)


def test_with_more_calls_than_the_ring_holds_the_sketch_tells(redis_client: redis.Redis) -> None:
    for number in range(1, 6):
        note_call(redis_client, "a", outcome="succeeded", seconds=number / 1000, now=NOW)
    redis_client.ltrim(metric_keys.platform_ring("a"), 0, 2)

    (result,) = fetch(redis_client, platform_calls_read(now=NOW, window=WINDOW))

    assert (result.times.method, result.times.relative_error, result.times.n) == ("ddsketch", 0.01, 5)
    assert result.times.quantile(0.5) == pytest.approx(0.003, rel=0.01)


def test_what_is_kept_of_a_platform_ends(redis_client: redis.Redis) -> None:
    note_call(redis_client, "a", outcome="succeeded", seconds=0.1, now=NOW)

    assert 0 < redis_client.ttl(metric_keys.platform_ring("a")) <= 2 * 86400
