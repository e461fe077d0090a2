"""Improvements that have held."""

from random import Random

from fsp.performance.baseline import Baseline
from fsp.performance.improvement import has_held
from testbed.run_times import independent

BASELINE = Baseline(tuple(independent(Random(1), 100, variation=0.1)))


def faster(runs: int, factor: float = 0.7) -> list[float]:
    return independent(Random(2), runs, variation=0.1, factor=factor)


def test_a_hundred_faster_runs_have_held() -> None:
    assert has_held(BASELINE, [*faster(1, factor=1.0), *faster(101)])


def test_ninety_nine_have_not() -> None:
    assert not has_held(BASELINE, faster(99))


def test_ninety_five_after_the_old_level_have_not() -> None:
    assert not has_held(BASELINE, [*faster(60, factor=1.0), *faster(95)])


def test_a_relapse_in_between_has_not() -> None:
    assert not has_held(BASELINE, [*faster(40), *faster(20, factor=1.0), *faster(40)])


def test_a_few_percent_are_no_improvement() -> None:
    assert not has_held(BASELINE, faster(100, factor=0.93))


def test_unchanged_runs_are_no_improvement() -> None:
    assert not has_held(BASELINE, faster(100, factor=1.0))
