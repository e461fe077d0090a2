"""The ratio of run times before and after: a ratio of geometric means, robust against single outliers."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist

WINSORISED_SHARE = 10
"""One in this many values is winsorised at each end, at least one. Fewer than three values stay unchanged."""
MIN_WINSORISED = 3
MIN_SPREAD = 5
"""With fewer values the plain deviation is used, because winsorising would leave too few distinct ones."""
CONFIDENCE = 0.95


@dataclass(frozen=True)
class Centre:
    """Location and spread of a sample of log seconds."""

    log_mean: float
    deviation: float
    count: int


@dataclass(frozen=True)
class Ratio:
    """A ratio of run times with its 95 % interval; 1.2 means 20 % slower."""

    value: float
    low: float
    high: float


def measure(log_seconds: Sequence[float]) -> Centre:
    """Return the winsorised mean and the robust standard deviation of one or more values."""
    return Centre(winsorised_mean(log_seconds), robust_deviation(log_seconds), len(log_seconds))


def compare(reference: Centre, sample: Centre, *, variance_inflation: float = 1.0) -> Ratio:
    """Return the ratio of the sample to the reference, with an interval by Student's t."""
    difference = sample.log_mean - reference.log_mean
    variance = reference.deviation**2 / reference.count + sample.deviation**2 / sample.count
    freedom = max(1, reference.count + sample.count - 2)
    margin = _student_quantile(freedom) * math.sqrt(variance * variance_inflation)
    return Ratio(math.exp(difference), math.exp(difference - margin), math.exp(difference + margin))


def winsorised_mean(values: Sequence[float]) -> float:
    """Return the mean after replacing the lowest and highest tenth by their nearest neighbours."""
    ordered = sorted(values)
    count = len(ordered)
    pulled = _pulled_in(count)
    inner = sum(ordered[pulled : count - pulled])
    return (inner + pulled * (ordered[pulled] + ordered[count - pulled - 1])) / count


def robust_deviation(values: Sequence[float]) -> float:
    """Return the winsorised standard deviation, scaled to match a normal sample; 0 for one value."""
    ordered = sorted(values)
    count = len(ordered)
    if count <= 1:
        return 0.0
    pulled = _pulled_in(count) if count >= MIN_SPREAD else 0
    low, high = ordered[pulled], ordered[count - pulled - 1]
    winsorised = [low] * pulled + ordered[pulled : count - pulled] + [high] * pulled
    mean = sum(winsorised) / count
    variance = sum((value - mean) ** 2 for value in winsorised) / (count - 1)
    return math.sqrt(variance) / _normal_deviation(pulled / count)


def _pulled_in(count: int) -> int:
    """Return how many values are winsorised at each end."""
    return max(1, count // WINSORISED_SHARE) if count >= MIN_WINSORISED else 0


@lru_cache(maxsize=256)
def _normal_deviation(share: float) -> float:
    """Return the deviation of a standard normal variable winsorised by this share at each end."""
    if share == 0:
        return 1.0
    normal = NormalDist()
    limit = normal.inv_cdf(1 - share)
    return math.sqrt(1 - 2 * share - 2 * limit * normal.pdf(limit) + 2 * share * limit**2)


@lru_cache(maxsize=512)
def _student_quantile(freedom: int) -> float:
    """Return the two-sided quantile of Student's t, by its expansion in 1/freedom (Fisher and Cornish, 1960)."""
    z = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
    first = (z**3 + z) / 4
    second = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    return z + first / freedom + second / freedom**2
