"""Trends of run times."""

from itertools import combinations, permutations
from random import Random

import pytest

from fsp.performance.trends import Direction, Trend, judge_trend, mann_kendall_p, theil_sen_slope
from testbed.run_times import independent


def growth(seed: int, *, points: int, variation: float, per_run: float) -> list[float]:
    values = independent(Random(seed), points, variation=variation)
    return [value + index * per_run for index, value in enumerate(values)]


@pytest.mark.parametrize("values", [[1.0, 3.0, 2.0, 4.0], [5.0, 4.0, 3.0, 1.0, 2.0, 0.0], [2.0, 1.0]])
def test_the_exact_p_counts_every_order(values: list[float]) -> None:
    def score(order: tuple[float, ...]) -> int:
        return abs(sum((b > a) - (b < a) for a, b in combinations(order, 2)))

    orders = list(permutations(values))
    expected = sum(score(order) >= score(tuple(values)) for order in orders) / len(orders)

    assert mann_kendall_p(values) == pytest.approx(min(1.0, expected))


def test_the_normal_p_joins_the_exact_one(monkeypatch: pytest.MonkeyPatch) -> None:
    values = growth(6, points=40, variation=0.3, per_run=0.005)
    exact = mann_kendall_p(values)

    monkeypatch.setattr("fsp.performance.trends.EXACT_POINTS", 0)

    assert exact == pytest.approx(0.034, abs=0.001)
    assert mann_kendall_p(values) == pytest.approx(exact, rel=0.05)


@pytest.mark.parametrize("values", [[], [1.0], [3.0] * 20])
def test_nothing_and_constant_values_have_no_trend(values: list[float]) -> None:
    assert mann_kendall_p(values) == 1.0
    assert theil_sen_slope(values) == 0.0


def test_one_wild_value_does_not_tilt_the_slope() -> None:
    values = [index * 0.5 for index in range(11)]
    values[5] = 100.0

    assert theil_sen_slope(values) == pytest.approx(0.5)


def test_nine_points_are_insufficient() -> None:
    assert judge_trend([float(value) for value in range(9)]) == Trend(Direction.INSUFFICIENT_DATA, 0.0, 1.0, 9)


def test_ten_rising_points_are_degrading_and_turned_round_improving() -> None:
    rising = [index * 0.02 for index in range(10)]

    assert judge_trend(rising).direction is Direction.DEGRADING
    assert judge_trend(rising[::-1]).direction is Direction.IMPROVING


def test_a_sure_but_small_change_is_stable() -> None:
    trend = judge_trend([index * 0.001 for index in range(50)])

    assert trend.p < 0.01
    assert trend.direction is Direction.STABLE


def test_only_the_newest_points_are_judged() -> None:
    trend = judge_trend([*[9.0] * 50, *[0.0] * 200])

    assert (trend.points, trend.direction) == (200, Direction.STABLE)


def test_flat_run_times_are_seldom_given_a_trend() -> None:
    wrong = [judge_trend(growth(seed, points=20, variation=0.3, per_run=0.0)).direction for seed in range(500)]

    assert sum(direction is not Direction.STABLE for direction in wrong) <= 10


def test_two_percent_more_with_each_run_is_degrading() -> None:
    results = [judge_trend(growth(seed, points=30, variation=0.1, per_run=0.0198)).direction for seed in range(200)]

    assert results.count(Direction.DEGRADING) >= 190
