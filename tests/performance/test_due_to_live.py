"""The time from due to live; tests/conditions/test_collect_destinations.py measures it in both databases."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from fsp.metrics.sketch import merge, nearest_rank, sketch
from fsp.performance.due_to_live import DueToLive, bucket_of

DUE = datetime(2026, 5, 1, 9, tzinfo=UTC)


def test_quantiles_are_within_one_percent_and_parts_merge_to_the_whole() -> None:
    draw = Random(7)
    seconds = [draw.lognormvariate(3.0, 1.0) for _ in range(5_000)]
    times = DueToLive(Counter(bucket_of(DUE, DUE + timedelta(seconds=value)) for value in seconds))
    parts = [sketch(seconds[at::7]) for at in range(7)]

    assert times.posts == 5_000
    for part, seen in ((0.50, times.p50), (0.95, times.p95), (0.99, times.p99)):
        assert seen == pytest.approx(nearest_rank(sorted(seconds), part), rel=0.011)
    assert merge(parts).total() == times.posts


def test_a_post_that_was_live_before_its_time_counts_as_the_shortest_time() -> None:
    times = DueToLive(Counter([bucket_of(DUE, DUE - timedelta(seconds=3))]))

    assert (times.p50 or 0) < 0.001
    assert DueToLive().p95 is None
