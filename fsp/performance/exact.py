"""Exact null distributions of the rank statistics."""

from functools import lru_cache
from itertools import accumulate


@lru_cache(maxsize=64)
def rank_sum_tail(first_size: int, second_size: int) -> tuple[float, ...]:
    """Return P(U >= u) for u = 0, 1, …, for two samples of these sizes without ties and without a difference.

    U counts the pairs in which the first sample's value is greater. The counts are the coefficients of a Gaussian
    binomial (Mann and Whitney, 1947).
    """
    fewer, more = sorted((first_size, second_size))
    counts = [1] + [0] * (fewer * more)
    for factor in range(1, fewer + 1):
        _multiply(counts, more + factor)
        _divide(counts, factor)
    return _upper_tail(counts)


@lru_cache(maxsize=64)
def discordant_pairs_tail(points: int) -> tuple[float, ...]:
    """Return P(D >= d) for d = 0, 1, … pairs, for `points` values in random order without ties.

    D counts the discordant pairs (Kendall, 1938). Its distribution is symmetric.
    """
    counts = [1] + [0] * (points * (points - 1) // 2)
    for size in range(2, points + 1):
        _multiply(counts, size)
        _divide(counts, 1)
    return _upper_tail(counts)


def _multiply(counts: list[int], power: int) -> None:
    """Multiply the polynomial by (1 - q^power), dropping terms beyond its end."""
    for index in range(len(counts) - 1, power - 1, -1):
        counts[index] -= counts[index - power]


def _divide(counts: list[int], power: int) -> None:
    """Divide the polynomial by (1 - q^power)."""
    for index in range(power, len(counts)):
        counts[index] += counts[index - power]


def _upper_tail(counts: list[int]) -> tuple[float, ...]:
    total = sum(counts)
    return tuple(reversed([count / total for count in accumulate(reversed(counts))]))
