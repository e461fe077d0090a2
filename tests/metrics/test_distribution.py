"""A day's values: exact while every one of them is known, within 1 % after that, nothing without any."""

import pytest

from fsp.metrics.distribution import Distribution, distribution
from fsp.metrics.extremes import Extremes
from fsp.metrics.sketch import sketch


def test_the_nearest_rank_of_all_values_is_exact() -> None:
    values = [float(number) for number in range(1, 1001)]

    result = distribution(sketch(values), reversed(values))

    assert [result.quantile(part) for part in (0.50, 0.95, 0.99, 1.0)] == [500.0, 950.0, 990.0, 1000.0]
    assert (result.method, result.relative_error, result.n) == ("nearest-rank", 0.0, 1000)
    assert result.extremes == Extremes(1.0, 1000.0)


def test_with_some_values_unknown_the_sketch_tells() -> None:
    values = [float(number) for number in range(1, 1001)]

    result = distribution(sketch(values), values[1:], extremes=Extremes(1.0, 1000.0))

    assert result.quantile(0.95) == pytest.approx(950.0, rel=0.01)
    assert (result.method, result.relative_error, result.n) == ("ddsketch", 0.01, 1000)
    assert result.extremes == Extremes(1.0, 1000.0)


def test_values_younger_than_the_sketch_reaches_are_told_too() -> None:
    assert distribution(sketch([]), [3.0]).quantile(0.5) == 3.0


def test_without_a_value_there_is_no_quantile() -> None:
    assert (Distribution().quantile(0.5), Distribution().n, Distribution().extremes) == (None, 0, None)
