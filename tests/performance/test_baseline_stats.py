"""What a baseline's runs come to."""

from math import exp, log
from random import Random

import pytest

from fsp.performance.baseline_stats import make_baseline_stats, mean_seconds
from testbed.run_times import correlated, independent


def test_mean_and_percentiles_are_in_seconds() -> None:
    stats = make_baseline_stats([log(seconds) for seconds in range(1, 21)])

    assert stats.mean_seconds == pytest.approx(10.5)
    assert stats.p50_seconds == pytest.approx(10)
    assert stats.p95_seconds == pytest.approx(19)


def test_the_mean_is_of_seconds_not_of_logarithms() -> None:
    assert mean_seconds([log(1), log(3)]) == pytest.approx(2.0)


def test_the_limit_sharpens_with_a_hundred_runs() -> None:
    runs = independent(Random(1), 100, variation=0.3)

    assert make_baseline_stats(runs[:99]).confirmed_below == 1e-4
    assert make_baseline_stats(runs).confirmed_below == 2e-5


def test_runs_like_the_one_before_inflate_the_variance() -> None:
    alone = make_baseline_stats(independent(Random(4), 200, variation=0.3))
    chained = make_baseline_stats(correlated(Random(1), 200, variation=0.3, correlation=0.5))

    assert alone.variance_inflation == 1.0
    assert chained.variance_inflation == pytest.approx(3.0, abs=1.0)
    assert chained.min_detectable_change_percent > alone.min_detectable_change_percent


def test_one_run_is_a_yardstick_too() -> None:
    stats = make_baseline_stats([log(4)])

    assert stats.p50_seconds == stats.p95_seconds == stats.mean_seconds == exp(log(4))
    assert stats.min_detectable_change_percent == 0.0


def test_slower_and_faster_runs_are_told_apart() -> None:
    stats = make_baseline_stats([log(seconds) for seconds in (14, 10, 19, 12, 17, 11, 18, 13, 16, 15)])
    slow, fast = ([log(seconds) for seconds in range(first, first + 5)] for first in (30, 1))

    assert stats.chance_of_slower(slow) == stats.chance_of_faster(fast) < 0.001
    assert stats.ratio_of(slow).value > 1 > stats.ratio_of(fast).value
