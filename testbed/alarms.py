"""After how many runs a rule first raises its alarm: the real rule, and the naive ones it replaces."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from itertools import accumulate
from math import exp

from fsp.performance.baseline import Baseline
from fsp.performance.baseline_stats import BaselineStats, make_baseline_stats, mean_seconds
from fsp.performance.regression import THRESHOLD, judge
from fsp.performance.track import Track
from fsp.performance.tracking import follow
from fsp.performance.verdict import Level

MAX_WINDOW = 160
NAIVE_RUNS = 10
NAIVE_CHANGE = 0.05
LEVELS = (Level.POSSIBLE, Level.CONFIRMED, Level.MATERIAL)


class UnguardedBaseline(Baseline):
    """A baseline whose autocorrelation is overlooked."""

    @cached_property
    def stats(self) -> BaselineStats:
        """What its runs come to, taken to be independent."""
        return replace(make_baseline_stats(self.log_seconds), variance_inflation=1.0)


def first_alarm(
    baseline: Baseline, runs: Sequence[float], *, level: Level = Level.CONFIRMED, before: Sequence[float] = ()
) -> int | None:
    """Judge after every run against a baseline that stays as it is; return which run, from 1, reaches the level first.

    `before` are runs since the baseline that are not judged.
    """
    seen = [*before, *runs]
    for end in range(len(before) + 1, len(seen) + 1):
        if judge(baseline, seen[max(0, end - MAX_WINDOW) : end]).level >= level:
            return end - len(before)
    return None


def first_alarms_while_growing(first: Sequence[float], runs: Sequence[float]) -> dict[Level, int]:
    """Follow a job type from its first run, baseline growing; return which of `runs` first reaches each level."""
    track = Track()
    for log_seconds in first:
        track = follow(track, log_seconds)
    reached: dict[Level, int] = {}
    for count, log_seconds in enumerate(runs, start=1):
        track = follow(track, log_seconds)
        for level in LEVELS:
            if track.verdict and track.verdict.level >= level:
                reached.setdefault(level, count)
    return reached


def naive_first_alarm(baseline: Sequence[float], runs: Sequence[float]) -> int | None:
    """Return which run, from 1, first lifts the mean of the last 10 to 1.1 times that of the baseline's first 10."""
    usual = sum(map(exp, baseline[:NAIVE_RUNS]))
    totals = [0.0, *accumulate(map(exp, runs))]
    for count in range(NAIVE_RUNS, len(runs) + 1):
        if totals[count] - totals[count - NAIVE_RUNS] >= THRESHOLD * usual:
            return count
    return None


def naive_has_trend(runs: Sequence[float]) -> bool:
    """Say whether the means of the two halves differ by 5 %."""
    half = len(runs) // 2
    return abs(mean_seconds(runs[half:]) / mean_seconds(runs[:half]) - 1) >= NAIVE_CHANGE
