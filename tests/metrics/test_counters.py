"""Counters: read back as the finish script wrote them."""

import pytest
import redis

from fsp.metrics.buckets import BUCKETS_SECONDS, bucket_label
from fsp.metrics.counters import OutcomeCount, read_totals
from fsp.metrics.current_counters import read_counters, read_type_totals
from fsp.redis_ops import metric_keys


@pytest.mark.parametrize(("seconds", "label"), [(0, "0.1"), (0.1, "0.1"), (0.11, "0.25"), (30, "30.0"), (9999, "inf")])
def test_a_run_time_falls_in_the_first_bucket_that_holds_it(seconds: float, label: str) -> None:
    assert bucket_label(seconds) == label


def test_the_limits_fsp_speaks_of_are_bounds() -> None:
    assert {0.5, 30.0, 60.0, 120.0} <= set(BUCKETS_SECONDS)


def test_what_was_counted_is_read(redis_client: redis.Redis) -> None:
    redis_client.hset(metric_keys.COUNTERS, mapping={"a|low|succeeded": 2, "reaped": 1, "broken": 9})
    redis_client.hset(metric_keys.histogram("a"), mapping={"0.1": 2, "sum_microseconds": 150_000})

    assert read_counters(redis_client) == [OutcomeCount("a", "low", "succeeded", 2)]
    assert {name: count for name, count in read_totals(redis_client).items() if count} == {"reaped": 1}
    assert read_type_totals(redis_client)["a"].run.buckets == {0.1: 2}
