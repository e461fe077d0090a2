"""After how many runs a rule first raises its alarm: the real rule, and the naive one it replaces."""

from collections.abc import Sequence
from itertools import accumulate
from math import exp

from fsp.performance.baseline import Baseline
from fsp.performance.regression import THRESHOLD, judge
from fsp.performance.tracking import Track, follow
from fsp.performance.verdict import Level

LONGEST_WINDOW = 160
NAIVE_RUNS = 10


def first_alarm(
    baseline: Sequence[float], runs: Sequence[float], *, level: Level = Level.CONFIRMED, before: Sequence[float] = ()
) -> int | None:
    """Judge after every run against a baseline that stays as it is; return which run, from 1, reaches the level first.

    `before` are runs since the baseline that were not judged.
    """
    fixed = Baseline(tuple(baseline))
    seen = [*before, *runs]
    for count in range(1, len(runs) + 1):
        end = len(before) + count
        if judge(fixed, seen[max(0, end - LONGEST_WINDOW) : end]).level >= level:
            return count
    return None


def first_alarms_while_growing(first: Sequence[float], runs: Sequence[float]) -> dict[Level, int]:
    """Follow a job type from its first run, baseline growing; return which of `runs` first reaches each level."""
    track = Track()
    for log_seconds in first:
        track = follow(track, log_seconds)
    reached: dict[Level, int] = {}
    for count, log_seconds in enumerate(runs, start=1):
        track = follow(track, log_seconds)
        level = track.verdict.level if track.verdict else Level.NONE
        for lower in Level:
            if lower <= level:
                reached.setdefault(lower, count)
    return reached


def naive_first_alarm(baseline: Sequence[float], runs: Sequence[float]) -> int | None:
    """Return which run, from 1, first lifts the mean of the last 10 to 1.1 times that of the baseline's first 10."""
    usual = sum(map(exp, baseline[:NAIVE_RUNS]))
    totals = [0.0, *accumulate(map(exp, runs))]
    for count in range(NAIVE_RUNS, len(runs) + 1):
        if totals[count] - totals[count - NAIVE_RUNS] >= THRESHOLD * usual:
            return count
    return None
