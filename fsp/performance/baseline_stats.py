"""Statistics of a baseline, computed once and compared with many times."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from fsp.metrics.sketch import nearest_rank
from fsp.performance.detectable import smallest_detectable_change_percent
from fsp.performance.ranks import (
    Ranking,
    chance_of_greater,
    chance_of_less,
    rank,
    rank_autocorrelation,
    variance_inflation,
)
from fsp.performance.ratio import Centre, Ratio, compare, measure

ENOUGH_RUNS = 100
"""From this many runs a baseline is stable, and a stricter limit applies to confirmed regressions."""
CONFIRMED_PROVISIONAL = 1e-4
CONFIRMED_STABLE = 2e-5
"""Each run is tested repeatedly in windows of many lengths. This level limits false alarms to 1 % in 1,000 runs."""
DETECTION_RUNS = 100
"""The smallest detectable change is one that is found within this many runs."""


@dataclass(frozen=True)
class BaselineStats:
    """Mean and percentiles in seconds, and the inputs of the tests.

    `confirmed_below` is the p value for a confirmed change.
    """

    mean_seconds: float
    p50_seconds: float
    p95_seconds: float
    centre: Centre
    ranking: Ranking
    autocorrelation: float
    variance_inflation: float
    confirmed_below: float
    min_detectable_change_percent: float

    def ratio_of(self, log_seconds: Sequence[float]) -> Ratio:
        """Return how many times longer these runs take."""
        return compare(self.centre, measure(log_seconds), variance_inflation=self.variance_inflation)

    def chance_of_slower(self, log_seconds: Sequence[float]) -> float:
        """Return the one-sided p value for runs this slow without a change."""
        return chance_of_greater(self.ranking, log_seconds, variance_inflation=self.variance_inflation)

    def chance_of_faster(self, log_seconds: Sequence[float]) -> float:
        """Return the one-sided p value for runs this fast without a change."""
        return chance_of_less(self.ranking, log_seconds, variance_inflation=self.variance_inflation)


def make_baseline_stats(log_seconds: Sequence[float]) -> BaselineStats:
    """Compute the statistics of one or more runs, oldest first."""
    count = len(log_seconds)
    centre = measure(log_seconds)
    ranking = rank(log_seconds)
    autocorrelation = rank_autocorrelation(log_seconds)
    inflation = variance_inflation(autocorrelation, count)
    confirmed_below = CONFIRMED_STABLE if count >= ENOUGH_RUNS else CONFIRMED_PROVISIONAL
    return BaselineStats(
        mean_seconds=mean_seconds(log_seconds),
        p50_seconds=math.exp(nearest_rank(ranking.values, 0.50)),
        p95_seconds=math.exp(nearest_rank(ranking.values, 0.95)),
        centre=centre,
        ranking=ranking,
        autocorrelation=autocorrelation,
        variance_inflation=inflation,
        confirmed_below=confirmed_below,
        min_detectable_change_percent=smallest_detectable_change_percent(
            centre.deviation,
            baseline_runs=count,
            window_runs=DETECTION_RUNS,
            significance=confirmed_below,
            variance_inflation=inflation,
        ),
    )


def mean_seconds(log_seconds: Sequence[float]) -> float:
    """Return the arithmetic mean, in seconds, of run times given as natural logarithms."""
    return sum(map(math.exp, log_seconds)) / len(log_seconds)
