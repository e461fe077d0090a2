"""The daily pattern of a job type. The effect of the hour is removed before runs are compared."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from statistics import fmean, median, pvariance

from fsp.clock import as_utc
from fsp.performance.ratio import robust_deviation

HOURS = 24
MIN_DAYS = 3
MEDIAN_VARIANCE = math.pi / 2
"""The variance of a median relative to that of a mean of as many normal values."""
NEIGHBOURS = ((-1, 1), (0, 2), (1, 1))
"""An hour's median is smoothed with its neighbours: (hours away, weight)."""

Run = tuple[datetime, float]
"""When a run ended, and the natural logarithm of its seconds."""


@dataclass(frozen=True)
class DailyPattern:
    """How much longer, in log seconds, runs take at each UTC hour of the day."""

    offsets: tuple[float, ...]

    def adjust(self, ended_at: datetime, log_seconds: float) -> float:
        """Return the run time without the effect of its hour."""
        return log_seconds - self.offsets[as_utc(ended_at).hour]


def learn_daily_pattern(runs: Iterable[Run]) -> DailyPattern | None:
    """Learn the pattern from stored successful runs; None if they cover fewer than 3 days.

    The hourly medians are smoothed, then shrunk towards zero according to the variance expected by chance (James and
    Stein, 1961). Without a daily cycle almost nothing is removed.
    """
    timed = [(as_utc(ended_at), log_seconds) for ended_at, log_seconds in runs]
    if len({ended_at.date() for ended_at, _ in timed}) < MIN_DAYS:
        return None
    usual = median(log_seconds for _, log_seconds in timed)
    hours: list[list[float]] = [[] for _ in range(HOURS)]
    for ended_at, log_seconds in timed:
        hours[ended_at.hour].append(log_seconds - usual)
    return DailyPattern(_drawn_in(_smoothed(hours), _chance_variance(hours)))


def _smoothed(hours: list[list[float]]) -> list[float]:
    """Return the median of each hour, averaged with its neighbours by number of runs; 0 without runs."""
    medians = [median(values) if values else 0.0 for values in hours]
    return [_weighted_mean(hours, medians, hour) for hour in range(HOURS)]


def _weighted_mean(hours: list[list[float]], medians: list[float], hour: int) -> float:
    near = [((hour + away) % HOURS, weight) for away, weight in NEIGHBOURS]
    weights = [weight * len(hours[place]) for place, weight in near]
    if sum(weights) == 0:
        return 0.0
    return sum(weight * medians[place] for weight, (place, _) in zip(weights, near, strict=True)) / sum(weights)


def _chance_variance(hours: list[list[float]]) -> float:
    """Return the variance of smoothed medians expected by chance."""
    filled = [values for values in hours if values]
    deviation = fmean(robust_deviation(values) for values in filled)
    smoothing = sum(weight**2 for _, weight in NEIGHBOURS) / sum(weight for _, weight in NEIGHBOURS) ** 2
    return MEDIAN_VARIANCE * smoothing * deviation**2 * fmean(1 / len(values) for values in filled)


def _drawn_in(offsets: list[float], chance: float) -> tuple[float, ...]:
    seen = pvariance(offsets)
    share = max(0.0, 1 - chance / seen) if seen > 0 else 0.0
    return tuple(offset * share for offset in offsets)
