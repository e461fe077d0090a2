"""Corrections that the tests need before their p values can be trusted."""

from collections.abc import Sequence
from dataclasses import replace

from fsp.performance.baseline_stats import BaselineStats
from fsp.performance.ranks import MIN_GUARDED, rank_autocorrelation, variance_inflation
from fsp.performance.verdict import Guard

NEWEST_RUNS = 40
"""These may be at another level, and a level shift resembles autocorrelation."""


def second_look(stats: BaselineStats, recent: Sequence[float]) -> BaselineStats:
    """Reduce the variance correction if the runs since the baseline are less autocorrelated than the baseline itself.

    One baseline in twenty looks autocorrelated by chance. More runs show that, and never increase the correction.
    """
    earlier = recent[:-NEWEST_RUNS]
    if stats.variance_inflation == 1.0 or len(earlier) < MIN_GUARDED:
        return stats
    run_count = len(stats.ranking.values)
    count = run_count + len(earlier)
    pooled = (run_count * stats.autocorrelation + len(earlier) * rank_autocorrelation(earlier)) / count
    return replace(stats, variance_inflation=min(stats.variance_inflation, variance_inflation(pooled, count)))


def guards_of(stats: BaselineStats, runs: Sequence[float]) -> tuple[Guard, ...]:
    """Return the corrections that were applied to this comparison."""
    values = stats.ranking.values
    applied = {
        Guard.AUTOCORRELATION: stats.variance_inflation > 1,
        Guard.TIES: stats.ranking.is_tied or len(set(runs)) < len(runs),
        Guard.CONSTANT_BASELINE: values[0] == values[-1],
    }
    return tuple(guard for guard, is_applied in applied.items() if is_applied)
