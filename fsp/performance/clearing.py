"""When a confirmed regression is over: three calm evaluations in a row, each with a new run to compare."""

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
    """Take one evaluation into account; without a new run since the last one, nothing changes."""
    if runs_seen <= clearing.runs_seen or not recent:
        return clearing
    is_calm = _is_calm(baseline.stats, recent[-LAST_RUNS:])
    return Clearing(clearing.calm_evaluations + 1 if is_calm else 0, runs_seen)


def _is_calm(stats: BaselineStats, runs: Sequence[float]) -> bool:
    """Say whether the runs are less than 5 % slower, or not surely slower at all."""
    if winsorised_mean(runs) - stats.centre.log_mean < CALM_LOG_RATIO:
        return True
    return stats.chance_of_slower(runs) > CALM_ABOVE
