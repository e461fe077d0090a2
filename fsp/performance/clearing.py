"""Decides when a confirmed regression is over: after three calm evaluations in a row, each with new runs."""

from collections.abc import Sequence
from math import log

from fsp.performance.baseline import Baseline
from fsp.performance.baseline_stats import BaselineStats
from fsp.performance.ratio import winsorised_mean
from fsp.performance.track import Clearing

LAST_RUNS = 20
CALM_ABOVE = 0.05
CALM_LOG_RATIO = log(1.05)


def proceed(clearing: Clearing, baseline: Baseline, recent: Sequence[float], *, runs_seen: int) -> Clearing:
    """Process one evaluation. Without a new run since the last one, nothing changes."""
    if runs_seen <= clearing.runs_seen or not recent:
        return clearing
    is_calm = _is_calm(baseline.stats, recent[-LAST_RUNS:])
    return Clearing(clearing.calm_evaluations + 1 if is_calm else 0, runs_seen)


def _is_calm(stats: BaselineStats, runs: Sequence[float]) -> bool:
    """Return whether the runs are less than 5 % slower, or not significantly slower at all."""
    if winsorised_mean(runs) - stats.centre.log_mean < CALM_LOG_RATIO:
        return True
    return stats.chance_of_slower(runs) > CALM_ABOVE
