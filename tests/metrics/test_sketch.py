"""The sketch: within 1 % of the exact quantile whatever the distribution, and the same in whatever parts it came."""

import math
import random

import pytest

from fsp.metrics.sketch import RELATIVE_ERROR, bucket_index, bucket_value, merge, nearest_rank, quantile, sketch

STREAMS = {
    "lognormal": lambda chance: chance.lognormvariate(0, 1),
    "bimodal": lambda chance: chance.gauss(0.05, 0.005) if chance.random() < 0.9 else chance.gauss(8, 0.5),
    "pareto": lambda chance: chance.paretovariate(1.5),
    "constant": lambda _: 0.25,
}


@pytest.mark.parametrize("name", STREAMS)
@pytest.mark.parametrize("count", [1, 20_000])
def test_a_quantile_is_within_one_percent(name: str, count: int) -> None:
    chance = random.Random(7)
    values = sorted(max(STREAMS[name](chance), 1e-6) for _ in range(count))

    for part in (0.5, 0.95, 0.99):
        exact = values[max(1, math.ceil(part * count)) - 1]
        results = quantile(sketch(values), part)
        assert results is not None
        assert abs(results - exact) / exact <= RELATIVE_ERROR + 1e-9


def test_a_merge_of_parts_is_the_whole_in_any_order() -> None:
    chance = random.Random(7)
    values = [chance.lognormvariate(0, 1) for _ in range(5000)]
    parts = [sketch(values[start::100]) for start in range(100)]

    chance.shuffle(parts)

    assert merge(parts) == sketch(values)


def test_nothing_has_no_quantile() -> None:
    assert quantile({}, 0.5) is None


@pytest.mark.parametrize("seconds", [0.0, 1e-9, 1e-6, 0.2, 1.0, 14_400.0])
def test_every_duration_has_a_bucket(seconds: float) -> None:
    assert bucket_value(bucket_index(seconds)) == pytest.approx(max(seconds, 1e-6), rel=RELATIVE_ERROR)


@pytest.mark.parametrize(("part", "count", "rank"), [(0.5, 1, 1), (0.5, 4, 2), (0.95, 20, 19), (0.99, 100, 99)])
def test_the_nearest_rank_of_a_whole_product_is_that_number(part: float, count: int, rank: int) -> None:
    assert nearest_rank(range(1, count + 1), part) == rank


@pytest.mark.parametrize("value", [0.0, -3.0, float("nan"), float("-inf")])
def test_what_is_no_time_counts_as_the_shortest(value: float) -> None:
    assert bucket_index(value) == bucket_index(1e-6)


def test_what_has_no_end_counts_as_the_longest() -> None:
    assert bucket_index(float("inf")) == bucket_index(1e12)
