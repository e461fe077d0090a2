"""Detects whether the newest runs of a job type are slower than its baseline: how much, how certainly, since when.

In one of several windows, the effect must be at least 10 %, and a rank test must be significant.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from fsp.errors import InvalidInput
from fsp.performance.baseline import Baseline
from fsp.performance.baseline_stats import BaselineStats, mean_seconds
from fsp.performance.change_point import first_suspect
from fsp.performance.guards import guards_of, second_look
from fsp.performance.ratio import winsorised_mean
from fsp.performance.verdict import WINDOWS, Level, Verdict

CONFIRMING_RUNS = 10
"""Shorter windows give at most a possible regression."""
LITERAL_RUNS = 10
USUAL_WINDOW = 20
"""The window that is reported if nothing is found."""
THRESHOLD = 1.10 - 1e-9
"""A change of exactly 10 % counts, in spite of rounding errors in logarithms and sums."""
LOG_THRESHOLD = math.log(THRESHOLD)
POSSIBLE_BELOW = 0.01
LOG_MARGIN = math.log(1.05)
"""Material: the test also holds against a baseline that is 5 % slower, and the effect covers all runs since the first
suspect.

Otherwise a lucky window makes a slowdown of 8 % look like one of 10 %.
"""


@dataclass(frozen=True)
class Finding:
    """The result of one window. `first_suspect` is an index into the tested runs."""

    level: Level
    p: float
    window: int
    first_suspect: int | None = None


def judge(baseline: Baseline, recent: Sequence[float]) -> Verdict:
    """Test natural logarithms of the run times since the baseline, oldest first. Raise InvalidInput without any."""
    if not recent:
        raise InvalidInput("There is no run to judge; wait for one.")
    stats = second_look(baseline.stats, recent)
    windows = [recent[-runs:] for runs in WINDOWS if runs <= len(recent)]
    log_ratios = [_log_ratio(stats, runs) for runs in windows]
    effects = list(zip(windows, log_ratios, strict=True))
    slower = [runs for runs, log_ratio in effects if log_ratio >= LOG_THRESHOLD]
    faster = [runs for runs, log_ratio in effects if log_ratio <= -LOG_THRESHOLD]
    finding = _strongest(stats, recent, slower) or _usual(stats, recent)
    literal = mean_seconds(recent[-LITERAL_RUNS:]) / stats.mean_seconds
    shown = recent[-finding.window :]
    return Verdict(
        level=finding.level,
        deviation_percent=(literal - 1) * 100,
        exceeds_threshold=literal >= THRESHOLD,
        ratio=stats.ratio_of(shown),
        p=finding.p,
        window=finding.window,
        baseline_runs=len(baseline.log_seconds),
        recent_runs=len(recent),
        first_suspect=finding.first_suspect,
        min_detectable_change_percent=stats.min_detectable_change_percent,
        is_improvement=_has_faster(stats, faster),
        guards=guards_of(stats, shown),
    )


def _strongest(stats: BaselineStats, recent: Sequence[float], slower: Sequence[Sequence[float]]) -> Finding | None:
    """Test the windows with a sufficient effect; return the one with the highest level, or None."""
    tested = sorted((stats.chance_of_slower(runs), len(runs)) for runs in slower)
    possible = [(p, window) for p, window in tested if p < POSSIBLE_BELOW]
    confirmed = [(p, window) for p, window in possible if window >= CONFIRMING_RUNS and p < stats.confirmed_below]
    material = ((p, window) for p, window in confirmed if _is_material(stats, recent, window))
    for level, strongest in (
        (Level.MATERIAL, next(material, None)),
        (Level.CONFIRMED, next(iter(confirmed), None)),
        (Level.POSSIBLE, next(iter(possible), None)),
    ):
        if strongest:
            return Finding(level, *strongest, _first_suspect(stats, recent, strongest[1]))
    return None


def _usual(stats: BaselineStats, recent: Sequence[float]) -> Finding:
    runs = recent[-USUAL_WINDOW:]
    return Finding(Level.NONE, stats.chance_of_slower(runs), len(runs))


def _is_material(stats: BaselineStats, recent: Sequence[float], window: int) -> bool:
    """Return whether a confirmed window proves a relevant slowdown."""
    beyond_margin = [value - LOG_MARGIN for value in recent[-window:]]
    if stats.chance_of_slower(beyond_margin) >= stats.confirmed_below:
        return False
    since = recent[_first_suspect(stats, recent, window) :]
    return _log_ratio(stats, since) >= LOG_THRESHOLD


def _has_faster(stats: BaselineStats, faster: Sequence[Sequence[float]]) -> bool:
    """Return whether an improvement is confirmed in a window with a sufficient effect."""
    return any(stats.chance_of_faster(runs) < stats.confirmed_below for runs in faster if len(runs) >= CONFIRMING_RUNS)


def _first_suspect(stats: BaselineStats, recent: Sequence[float], window: int) -> int:
    return first_suspect(recent, old=stats.centre.log_mean, new=winsorised_mean(recent[-window:]))


def _log_ratio(stats: BaselineStats, runs: Sequence[float]) -> float:
    return winsorised_mean(runs) - stats.centre.log_mean
