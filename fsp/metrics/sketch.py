"""A mergeable sketch of a distribution: counts in logarithmic buckets, any quantile within 1 % of the exact value.

Source: Masson, Rim and Lee, "DDSketch: A Fast and Fully-Mergeable Quantile Sketch with Relative-Error Guarantees",
PVLDB 12 (2019). Bucket i holds the values in (GAMMA^(i-1), GAMMA^i]; its middle is within 1 % of all of them.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

RELATIVE_ERROR = 0.01
GAMMA = (1 + RELATIVE_ERROR) / (1 - RELATIVE_ERROR)
MIN_SECONDS = 1e-6
"""Shorter times and NaN count as this. No clock here is more precise."""

MAX_SECONDS = 1e12
"""Longer times count as this."""

MAX_INDEX = 2_000
"""Beyond the bucket of the longest and the shortest time."""

_LOG_GAMMA = math.log(GAMMA)


def bucket_index(value: float) -> int:
    """Return the bucket of a value in seconds."""
    # In this order NaN also becomes the minimum.
    return math.ceil(math.log(min(max(MIN_SECONDS, value), MAX_SECONDS)) / _LOG_GAMMA)


def bucket_value(index: int) -> float:
    """Return the representative value of a bucket: the one with the smallest relative error over the bucket."""
    return float(2 * GAMMA**index / (GAMMA + 1))


def sketch(values: Iterable[float]) -> Counter[int]:
    """Return the sketch of these values."""
    return Counter(bucket_index(value) for value in values)


def merge(sketches: Iterable[Mapping[int, int]]) -> Counter[int]:
    """Return the sketch of all values. The result does not depend on order or partition."""
    total: Counter[int] = Counter()
    for part in sketches:
        total.update(part)
    return total


def quantile(buckets: Mapping[int, int], part: float) -> float | None:
    """Return the nearest-rank quantile, within 1 % of the exact one; None for an empty sketch."""
    count = sum(buckets.values())
    if count == 0:
        return None
    rank = _rank(part, count)
    seen = 0
    for index in sorted(buckets):
        seen += buckets[index]
        if seen >= rank:
            return bucket_value(index)
    raise AssertionError("the ranks of a sketch add up to its count")


def nearest_rank(ordered: Sequence[float], part: float) -> float:
    """Return the exact nearest-rank quantile of sorted values."""
    return ordered[_rank(part, len(ordered)) - 1]


def _rank(part: float, count: int) -> int:
    # A product such as 0.95 * 20 must not be slightly above the exact integer.
    return max(1, math.ceil(round(part * count, 9)))
