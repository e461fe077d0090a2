"""Counts the time from due to live by destination, for Prometheus: totals since Redis was initialised."""

import math
from collections import defaultdict
from collections.abc import Sequence
from typing import cast

import redis

from fsp.metrics.buckets import bucket_label
from fsp.metrics.counters import Histogram
from fsp.redis_ops import metric_keys
from fsp.stored import counts_of

SUM = "microseconds"


def count_deliveries(connection: redis.Redis, deliveries: Sequence[tuple[str, float]]) -> None:
    """Count posts that went live, each with the label of its destination and its seconds."""
    pipeline = connection.pipeline()
    for label, seconds in deliveries:
        pipeline.hincrby(metric_keys.DELIVERIES, f"{bucket_label(seconds)}|{label}", 1)
        pipeline.hincrby(metric_keys.DELIVERIES, f"{SUM}|{label}", round(seconds * 1e6))
    pipeline.execute()


def read_deliveries(connection: redis.Redis) -> dict[str, Histogram]:
    """Return the histogram of each destination by its label."""
    buckets: dict[str, dict[float, int]] = defaultdict(dict)
    sums: dict[str, int] = defaultdict(int)
    fields = cast(dict[bytes, bytes], connection.hgetall(metric_keys.DELIVERIES))
    for name, count in counts_of(fields).items():
        kind, bar, label = name.partition("|")
        if kind == SUM:
            sums[label] = count
        elif bar and (bound := _bound(kind)) is not None:
            buckets[label][bound] = count
    return {label: Histogram(counts, sums[label] / 1e6, sum(counts.values())) for label, counts in buckets.items()}


def _bound(text: str) -> float | None:
    try:
        return math.inf if text == "inf" else float(text)
    except ValueError:
        return None
