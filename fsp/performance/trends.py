"""Detects rising or falling run times over a longer time: Mann-Kendall test with Theil-Sen slope."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from statistics import median

from fsp.performance.exact import discordant_pairs_tail
from fsp.performance.ranks import upper_tail

MIN_POINTS = 10
MAX_POINTS = 200
"""Only this many of the newest points are compared, because the cost is quadratic."""
EXACT_POINTS = 40
SIGNIFICANCE = 0.01
MIN_CHANGE_PERCENT = 10.0


class Direction(StrEnum):
    """The direction of run times."""

    IMPROVING = "improving"
    STABLE = "stable"
    DEGRADING = "degrading"
    INSUFFICIENT_DATA = "insufficient_data"


@dataclass(frozen=True)
class Trend:
    """The direction, the total change in percent, the p value, and the number of points."""

    direction: Direction
    change_percent: float
    p: float
    points: int


def judge_trend(log_seconds: Sequence[float]) -> Trend:
    """Test natural logarithms of run times, oldest first and evenly spaced."""
    points = log_seconds[-MAX_POINTS:]
    if len(points) < MIN_POINTS:
        return Trend(Direction.INSUFFICIENT_DATA, 0.0, 1.0, len(points))
    change = math.expm1(theil_sen_slope(points) * (len(points) - 1)) * 100
    p = mann_kendall_p(points)
    return Trend(_direction(change, p), change, p, len(points))


def theil_sen_slope(values: Sequence[float]) -> float:
    """Return the median slope of all pairs, in units per point; 0 for fewer than two values."""
    slopes = [(later - earlier) / (j - i) for (i, earlier), (j, later) in combinations(enumerate(values), 2)]
    return median(slopes) if slopes else 0.0


def mann_kendall_p(values: Sequence[float]) -> float:
    """Return the two-sided p value for a trend.

    Exact up to 40 values without ties; else normal with correction for ties and continuity.
    """
    count = len(values)
    rising = sum(earlier < later for earlier, later in combinations(values, 2))
    falling = sum(earlier > later for earlier, later in combinations(values, 2))
    if count <= EXACT_POINTS and rising + falling == count * (count - 1) // 2:
        return min(1.0, 2 * discordant_pairs_tail(count)[max(rising, falling)])
    variance = (_spread(count) - sum(_spread(tied) for tied in Counter(values).values())) / 18
    if variance <= 0 or rising == falling:
        return 1.0
    return min(1.0, 2 * upper_tail((abs(rising - falling) - 1) / math.sqrt(variance)))


def _direction(change_percent: float, p: float) -> Direction:
    if p >= SIGNIFICANCE or abs(change_percent) < MIN_CHANGE_PERCENT:
        return Direction.STABLE
    return Direction.DEGRADING if change_percent > 0 else Direction.IMPROVING


def _spread(count: int) -> int:
    return count * (count - 1) * (2 * count + 5)
