"""The smallest slowdown that could be found."""

from random import Random

import pytest

from fsp.errors import InvalidInput
from fsp.performance.baseline import Baseline
from fsp.performance.detectable import smallest_detectable_change_percent
from testbed.alarms import first_alarm
from testbed.run_times import independent, log_deviation


@pytest.mark.parametrize(("significance", "percent"), [(1e-3, 20.4), (2e-5, 25.7)])
def test_it_is_what_was_worked_out_by_hand(significance: float, percent: float) -> None:
    change = smallest_detectable_change_percent(
        log_deviation(0.3), baseline_runs=100, window_runs=100, significance=significance
    )

    assert change == pytest.approx(percent, abs=0.05)


def test_it_shrinks_with_more_runs_and_grows_with_autocorrelation() -> None:
    def change(runs: int, inflation: float) -> float:
        return smallest_detectable_change_percent(
            0.3, baseline_runs=runs, window_runs=runs, significance=1e-4, variance_inflation=inflation
        )

    assert change(100, 1.0) < change(20, 1.0) < change(20, 3.0)


def test_a_constant_baseline_shows_any_change() -> None:
    assert smallest_detectable_change_percent(0.0, baseline_runs=9, window_runs=9, significance=0.01) == 0.0


@pytest.mark.parametrize(("before", "after"), [(0, 10), (10, 0)])
def test_without_runs_nothing_can_be_said(before: int, after: int) -> None:
    with pytest.raises(InvalidInput, match="between runs"):
        smallest_detectable_change_percent(0.3, baseline_runs=before, window_runs=after, significance=0.01)


def test_a_baseline_says_what_its_own_runs_allow() -> None:
    said = [
        Baseline(tuple(independent(Random(seed), 100, variation=0.3))).stats.min_detectable_change_percent
        for seed in range(100)
        if Baseline(tuple(independent(Random(seed), 100, variation=0.3))).stats.variance_inflation == 1
    ]

    assert sum(said) / len(said) == pytest.approx(25.7, abs=3)


def test_what_is_said_to_be_found_is_found() -> None:
    results = 0
    for seed in range(100):
        random = Random(seed)
        baseline = independent(random, 100, variation=0.3)
        results += (
            first_alarm(Baseline(tuple(baseline)), independent(random, 100, variation=0.3, factor=1.30)) is not None
        )

    assert results >= 92
