"""The ratio of geometric means and its interval."""

from math import exp, log
from random import Random

import pytest

from fsp.performance.ratio import compare, measure, robust_deviation, winsorised_mean


def test_one_odd_run_in_ten_hardly_moves_the_mean() -> None:
    steady = [0.0, 0.1] * 5

    assert winsorised_mean([*steady[:-1], 9.0]) == pytest.approx(winsorised_mean(steady))


def test_the_mean_of_three_is_their_median() -> None:
    assert winsorised_mean([5.0, 1.0, 2.0]) == 2.0


@pytest.mark.parametrize("values", [[3.0], [3.0, 5.0]])
def test_fewer_than_three_values_are_left_as_they_are(values: list[float]) -> None:
    assert winsorised_mean(values) == sum(values) / len(values)


def test_the_robust_deviation_of_normal_values_is_theirs() -> None:
    random = Random(1)

    deviation = robust_deviation([random.gauss(0, 0.3) for _ in range(20_000)])

    assert deviation == pytest.approx(0.3, rel=0.02)


def test_the_robust_deviation_forgives_outliers() -> None:
    random = Random(2)
    values = [random.gauss(0, 0.3) for _ in range(1000)]

    assert robust_deviation([*values[:-50], *[20.0] * 50]) == pytest.approx(0.3, rel=0.15)


def test_constant_and_single_values_do_not_spread() -> None:
    assert robust_deviation([1.5] * 10) == 0.0
    assert robust_deviation([1.5]) == 0.0


def test_twice_as_long_is_a_ratio_of_two() -> None:
    reference = measure([log(seconds) for seconds in (9, 10, 11)])
    sample = measure([log(seconds) for seconds in (18, 20, 22)])

    ratio = compare(reference, sample)

    assert ratio.value == pytest.approx(2.0)
    assert ratio.low < 1.9
    assert ratio.high > 2.1


def test_an_inflated_variance_widens_the_interval() -> None:
    reference, sample = measure([0.0, 0.1, 0.2, 0.3]), measure([0.2, 0.3, 0.4])

    plain, wary = compare(reference, sample), compare(reference, sample, variance_inflation=3.0)

    assert wary.value == plain.value
    assert wary.low < plain.low < plain.high < wary.high


def test_the_interval_of_one_constant_run_is_a_point() -> None:
    ratio = compare(measure([0.0] * 10), measure([0.5]))

    assert [ratio.low, ratio.value, ratio.high] == pytest.approx([exp(0.5)] * 3)


@pytest.mark.parametrize(("before", "after"), [(10, 10), (100, 20)])
def test_the_interval_holds_the_truth_nineteen_times_of_twenty(before: int, after: int) -> None:
    random, held = Random(3), 0

    for _ in range(1000):
        reference = measure([random.gauss(0.0, 0.3) for _ in range(before)])
        ratio = compare(reference, measure([random.gauss(0.2, 0.3) for _ in range(after)]))
        held += ratio.low <= exp(0.2) <= ratio.high

    assert 920 <= held <= 980
