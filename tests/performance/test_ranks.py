"""Rank statistics, against every way to divide the values."""

from itertools import combinations
from random import Random

import pytest

from fsp.performance.ranks import (
    chance_of_greater,
    chance_of_less,
    mid_ranks,
    rank,
    rank_autocorrelation,
    upper_tail,
    variance_inflation,
)


def by_enumeration(reference: list[float], sample: list[float]) -> float:
    """Return the one-sided p by trying every division of all values, ties counted as half."""
    values = [*sample, *reference]

    def greater(chosen: tuple[int, ...]) -> float:
        others = [index for index in range(len(values)) if index not in chosen]
        pairs = [(values[a], values[b]) for a in chosen for b in others]
        return sum((a > b) + (a == b) / 2 for a, b in pairs)

    seen = greater(tuple(range(len(sample))))
    divisions = list(combinations(range(len(values)), len(sample)))
    return sum(greater(chosen) >= seen for chosen in divisions) / len(divisions)


@pytest.mark.parametrize("seed", range(8))
def test_small_samples_without_ties_are_exact(seed: int) -> None:
    random = Random(seed)
    reference = [random.gauss(0, 1) for _ in range(random.randint(3, 7))]
    sample = [random.gauss(0.7, 1) for _ in range(random.randint(1, 5))]

    p = chance_of_greater(rank(reference), sample)

    assert p == pytest.approx(by_enumeration(reference, sample))


def test_small_samples_with_ties_come_near_the_enumeration() -> None:
    reference, sample = [1.0, 2.0, 2.0, 3.0, 4.0, 4.0, 5.0, 6.0], [4.0, 5.0, 6.0, 6.0, 7.0]

    p = chance_of_greater(rank(reference), sample)

    assert p == pytest.approx(by_enumeration(reference, sample), abs=0.005)


def test_the_normal_approximation_joins_the_exact_count() -> None:
    random = Random(1)
    reference, sample = [random.gauss(0, 1) for _ in range(100)], [random.gauss(0.4, 1) for _ in range(10)]
    exact = chance_of_greater(rank(reference), sample)

    approximate = chance_of_greater(rank(reference), sample, variance_inflation=1.0000001)

    assert approximate == pytest.approx(exact, rel=0.05)


def test_the_two_sides_mirror_each_other() -> None:
    reference, sample = [1.0, 5.0, 3.0, 8.0], [2.0, 9.0, 7.0]
    mirrored = rank([-value for value in reference])

    less = chance_of_less(rank(reference), sample)

    assert less == chance_of_greater(mirrored, [-value for value in sample])


def test_a_constant_sample_equal_to_a_constant_reference_shows_nothing() -> None:
    assert chance_of_greater(rank([2.0] * 10), [2.0] * 5) == 1.0


def test_a_constant_sample_above_a_constant_reference_is_found() -> None:
    assert chance_of_greater(rank([2.0] * 10), [2.5] * 10) < 1e-4
    assert chance_of_greater(rank([2.0] * 10), [1.5] * 10) > 0.99


def test_one_value_against_one_is_a_coin() -> None:
    assert chance_of_greater(rank([1.0]), [2.0]) == 0.5


def test_inflated_variance_makes_a_finding_less_sure() -> None:
    reference, sample = rank(float(value) for value in range(40)), [50.0] * 5

    plain, wary = (chance_of_greater(reference, sample, variance_inflation=times) for times in (1.0, 3.0))

    assert plain < wary < 0.5


def test_equal_values_share_their_mean_rank() -> None:
    assert mid_ranks([3.0, 1.0, 3.0, 2.0]) == [3.5, 1.0, 3.5, 2.0]
    assert mid_ranks([]) == []


def test_the_upper_tail_is_right_far_out() -> None:
    assert upper_tail(0) == 0.5
    assert upper_tail(6.0) == pytest.approx(9.8659e-10, rel=1e-4)


def test_values_like_the_one_before_are_autocorrelated() -> None:
    assert rank_autocorrelation([float(value) for value in range(50)]) > 0.9
    assert rank_autocorrelation([0.0, 1.0] * 25) < -0.9


@pytest.mark.parametrize("values", [[], [1.0], [4.0] * 20])
def test_too_few_or_constant_values_have_no_autocorrelation(values: list[float]) -> None:
    assert rank_autocorrelation(values) == 0.0


def test_only_a_real_autocorrelation_inflates_the_variance() -> None:
    assert variance_inflation(0.05, 100) == 1.0
    assert variance_inflation(-0.8, 100) == 1.0
    assert variance_inflation(0.5, 100) == pytest.approx(3.0)
    assert variance_inflation(1.0, 100) == pytest.approx(19.0)
    assert variance_inflation(0.9, 19) == 1.0
