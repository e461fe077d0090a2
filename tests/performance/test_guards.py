"""What the tests allow for."""

from random import Random

from fsp.performance.baseline_stats import BaselineStats, make_baseline_stats
from fsp.performance.guards import guards_of, second_look
from fsp.performance.verdict import Guard
from testbed.run_times import correlated


def chained(correlation: float, runs: int, seed: int = 1) -> list[float]:
    return correlated(Random(seed), runs, variation=0.3, correlation=correlation)


def wary() -> BaselineStats:
    return make_baseline_stats(chained(0.6, 100))


def test_independent_runs_since_then_calm_a_wary_baseline() -> None:
    calmed = second_look(wary(), chained(0.0, 160))

    assert 1 < calmed.variance_inflation < wary().variance_inflation


def test_chained_runs_since_then_never_make_it_warier() -> None:
    assert second_look(wary(), chained(0.95, 160)).variance_inflation == wary().variance_inflation


def test_few_runs_change_nothing() -> None:
    stats = wary()

    assert second_look(stats, chained(0.0, 59)) is stats


def test_a_baseline_without_autocorrelation_is_not_looked_at_again() -> None:
    stats = make_baseline_stats([0.0, 1.0] * 50)

    assert second_look(stats, chained(0.95, 160)) is stats


def test_the_guards_are_named() -> None:
    even = make_baseline_stats([float(value % 2) + value / 100 for value in range(40)])

    assert guards_of(even, [0.5, 0.7]) == ()
    assert guards_of(even, [0.5, 0.5]) == (Guard.TIES,)
    assert guards_of(wary(), [0.5]) == (Guard.AUTOCORRELATION,)
    assert guards_of(make_baseline_stats([2.0] * 5), [0.5]) == (Guard.TIES, Guard.CONSTANT_BASELINE)
