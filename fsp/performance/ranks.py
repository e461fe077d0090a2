"""Rank statistics. They only compare values, so outliers and unusual distributions do not distort them."""

import math
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise, repeat

from fsp.performance.exact import rank_sum_tail

EXACT_VALUES = 10
EXACT_PAIRS = 1000
"""The distribution is exact if the smaller sample and the number of pairs are at most this.

A table takes milliseconds.
"""
NOTICED_AUTOCORRELATION = 0.5
"""In units of 1/√n.

At 1.64, the 95 % level, an autocorrelation of 0.2 is missed and 6 % of such series raise an alarm.
"""
MAX_AUTOCORRELATION = 0.9
MIN_GUARDED = 20
"""In shorter series autocorrelation cannot be distinguished from chance: with 10 values, some seem to have 0.6."""


@dataclass(frozen=True)
class Ranking:
    """A sorted sample, created once and compared with many others."""

    values: tuple[float, ...]
    distinct: frozenset[float]

    @property
    def is_tied(self) -> bool:
        """Whether some values are equal."""
        return len(self.distinct) < len(self.values)


def rank(values: Iterable[float]) -> Ranking:
    """Sort a sample."""
    ordered = tuple(sorted(values))
    return Ranking(ordered, frozenset(ordered))


def mid_ranks(values: Sequence[float]) -> list[float]:
    """Return the rank of each value, from 1. Equal values share the mean of their ranks."""
    ordered = sorted(values)
    return [(bisect_left(ordered, value) + bisect_right(ordered, value) + 1) / 2 for value in values]


def chance_of_greater(reference: Ranking, sample: Sequence[float], *, variance_inflation: float = 1.0) -> float:
    """Return the one-sided Mann-Whitney p value for a sample that is greater than the reference.

    It is exact for small samples without ties, else normal with mid-ranks and continuity correction. A variance
    inflation above 1 corrects for autocorrelated runs.
    """
    greater, has_ties = _pairs_greater(reference, sample)
    return _chance(reference, sample, greater, has_ties, variance_inflation)


def chance_of_less(reference: Ranking, sample: Sequence[float], *, variance_inflation: float = 1.0) -> float:
    """Return the p value for the other side: a sample that is less than the reference."""
    greater, has_ties = _pairs_greater(reference, sample)
    less = len(reference.values) * len(sample) - greater
    return _chance(reference, sample, less, has_ties, variance_inflation)


def upper_tail(deviations: float) -> float:
    """Return the probability that a standard normal value is at least this great, also in the far tail."""
    return math.erfc(deviations / math.sqrt(2)) / 2


def rank_autocorrelation(values: Sequence[float]) -> float:
    """Return the correlation of each value's rank with the previous one, from -1 to 1; 0 for constant or too few
    values.
    """
    ranks = mid_ranks(values)
    middle = (len(ranks) + 1) / 2
    total = sum((value - middle) ** 2 for value in ranks)
    if total == 0:
        return 0.0
    return sum((rank - middle) * (following - middle) for rank, following in pairwise(ranks)) / total


def variance_inflation(autocorrelation: float, count: int) -> float:
    """Return how much autocorrelation in `count` values increases the variance of a mean; 1 if it may be chance.

    This is (1 + r) / (1 - r), the limit for long series of the first-order autoregressive process.
    """
    if count < MIN_GUARDED or autocorrelation <= NOTICED_AUTOCORRELATION / math.sqrt(count):
        return 1.0
    bounded = min(autocorrelation, MAX_AUTOCORRELATION)
    return (1 + bounded) / (1 - bounded)


def _pairs_greater(reference: Ranking, sample: Sequence[float]) -> tuple[float, bool]:
    """Count the pairs in which the sample is greater, equal pairs as half, and return whether there are ties."""
    below = sum(map(bisect_left, repeat(reference.values), sample))
    if reference.distinct.isdisjoint(sample):
        return below, reference.is_tied or len(set(sample)) < len(sample)
    return (below + sum(map(bisect_right, repeat(reference.values), sample))) / 2, True


def _chance(
    reference: Ranking,
    sample: Sequence[float],
    pairs: float,
    has_ties: bool,
    inflation: float,
) -> float:
    """Return the probability of this many pairs or more."""
    first_size, second_size = len(reference.values), len(sample)
    if (
        not has_ties
        and inflation == 1.0
        and min(first_size, second_size) <= EXACT_VALUES
        and first_size * second_size <= EXACT_PAIRS
    ):
        return rank_sum_tail(first_size, second_size)[int(pairs)]
    variance = inflation * (
        _tied_variance(reference, sample)
        if has_ties
        else first_size * second_size * (first_size + second_size + 1) / 12
    )
    if variance <= 0:
        return 1.0
    return upper_tail((pairs - first_size * second_size / 2 - 0.5) / math.sqrt(variance))


def _tied_variance(reference: Ranking, sample: Sequence[float]) -> float:
    first_size, second_size = len(reference.values), len(sample)
    total = first_size + second_size
    ties = sum(count**3 - count for count in Counter((*reference.values, *sample)).values())
    return first_size * second_size / 12 * (total + 1 - ties / (total * (total - 1)))
