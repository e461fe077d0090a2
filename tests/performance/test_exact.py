"""Exact distributions, against counting every arrangement."""

from itertools import combinations, pairwise, permutations

import pytest

from fsp.performance.exact import discordant_pairs_tail, rank_sum_tail


@pytest.mark.parametrize(("entry", "other"), [(1, 1), (1, 6), (3, 4), (4, 3), (5, 5)])
def test_the_rank_sum_tail_counts_every_division_into_two_samples(entry: int, other: int) -> None:
    everyone = range(entry + other)
    divisions = [set(chosen) for chosen in combinations(everyone, entry)]

    greater = [sum(a > b for a in chosen for b in everyone if b not in chosen) for chosen in divisions]

    expected = [sum(result >= u for result in greater) / len(greater) for u in range(entry * other + 1)]
    assert rank_sum_tail(entry, other) == pytest.approx(expected)


@pytest.mark.parametrize("points", [1, 2, 3, 5, 6])
def test_the_discordant_tail_counts_every_order(points: int) -> None:
    orders = list(permutations(range(points)))

    falling = [sum(a > b for a, b in combinations(order, 2)) for order in orders]

    pairs = points * (points - 1) // 2
    expected = [sum(result >= d for result in falling) / len(orders) for d in range(pairs + 1)]
    assert discordant_pairs_tail(points) == pytest.approx(expected)


def test_tails_begin_at_certainty_and_never_rise() -> None:
    tail = rank_sum_tail(100, 10)

    assert tail[0] == 1.0
    assert all(earlier >= later for earlier, later in pairwise(tail))
