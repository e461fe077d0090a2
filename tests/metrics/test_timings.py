"""Timings: quantiles from the histogram, outcomes from the counters."""

import redis

from fsp.metrics.counters import Histogram
from fsp.metrics.timings import quantile_seconds, read_timings
from fsp.redis_ops import keys


def test_a_quantile_is_the_upper_bound_of_its_bucket() -> None:
    histogram = Histogram({0.1: 50, 1.0: 45, 30.0: 5}, sum_seconds=1.0, count=100)

    assert [quantile_seconds(histogram, part) for part in (0.5, 0.95, 0.99)] == [0.1, 1.0, 30.0]


def test_what_lies_above_all_bounds_is_said_as_the_highest() -> None:
    assert quantile_seconds(Histogram({float("inf"): 1}, 9999.0, 1), 0.5) == 1800.0


def test_a_retried_attempt_is_no_end(redis_client: redis.Redis) -> None:
    redis_client.hset(keys.COUNTERS, mapping={"a|high|succeeded": 3, "a|low|failed": 1, "a|low|retried": 9})

    (timing,) = read_timings(redis_client)

    assert (timing.executions, timing.success_ratio, timing.p95_seconds) == (4, 0.75, None)
