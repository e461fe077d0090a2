"""M1, M2 and M21: how seldom a regression is seen where none is, and how soon where one is."""

from random import Random
from statistics import fmean, median

from bench.bounds import Line
from bench.simulate.figures import Scale, at_least, at_most, runs_at_most
from fsp.performance.baseline import Baseline, begin
from fsp.performance.regression import judge
from fsp.performance.verdict import Level
from testbed.alarms import first_alarm, first_alarms_while_growing, naive_first_alarm
from testbed.run_times import independent, uniform

BASELINE_RUNS = 100
BEFORE = 100
"""Runs between the baseline and the change."""
MANY_RUNS = 1000
NEVER = 10**6
SAID_PERCENT = 25.7


def unchanged(scale: Scale) -> list[Line]:
    """M1: streams that do not change."""
    real, naive = [], []
    for seed in range(scale.streams):
        random = Random(seed)
        baseline, runs = (independent(random, count, variation=0.3) for count in (BASELINE_RUNS, MANY_RUNS))
        real.append(first_alarm(Baseline(tuple(baseline)), runs) is not None)
        naive.append(naive_first_alarm(baseline, runs) is not None)
    return [
        at_most("M1", "CV 30 %, no change, 1,000 runs: confirmed", real, share=0.02, scale=scale),
        at_least("M1", "the same by the naive rule", naive, share=0.90, scale=scale),
    ]


def slower(scale: Scale) -> list[Line]:
    """M1: streams that become slower."""
    figures = []
    for variation, factor, within, share in ((0.3, 1.5, 60, 0.99), (0.1, 1.2, 30, 1.0), (0.5, 2.0, 40, 0.99)):
        delays = [_delay(seed, variation=variation, factor=factor, within=within) for seed in range(scale.streams)]
        what = f"CV {variation:.0%}, {factor - 1:+.0%}: confirmed within {within} runs"
        figures.append(at_least("M1", what, [delay < NEVER for delay in delays], share=share, scale=scale))
        if within == 60:
            figures.append(runs_at_most("M1", "the same: median delay", median(delays), 20))
    return figures


def first_ten(scale: Scale) -> list[Line]:
    """M2: ten runs of 100 ms ±5 %, and then 120 ms; the baseline may grow."""
    baselines, literal, possible, confirmed = [], [], [], []
    for seed in range(scale.fewer):
        first, runs = _even(seed, factor=1.2)
        reached = first_alarms_while_growing(first, runs)
        baselines.append(begin(first[:9]) is None and begin(first) is not None)
        literal.append(judge(Baseline(tuple(first)), runs[:1]).exceeds_threshold)
        possible.append(reached.get(Level.POSSIBLE, NEVER))
        confirmed.append(reached.get(Level.CONFIRMED, NEVER))
    return [
        at_least("M2", "no baseline at 9 runs, one at 10", baselines, share=1.0, scale=scale),
        at_least("M2", "120 ms: literal signal on the first run", literal, share=1.0, scale=scale),
        runs_at_most("M2", "120 ms: possible, the longest delay", max(possible), 4),
        runs_at_most("M2", "120 ms: confirmed, the longest delay", max(confirmed), 12),
    ]


def below_the_threshold(scale: Scale) -> list[Line]:
    """M2: ten runs of 100 ms ±5 %, and then less than 10 % more."""
    figures = []
    for factor, level, share in (
        (1.0, Level.CONFIRMED, 0.0),
        (1.05, Level.MATERIAL, 0.01),
        (1.08, Level.MATERIAL, 0.10),
    ):
        reached = [first_alarms_while_growing(*_even(seed, factor=factor)) for seed in range(scale.fewer)]
        what = f"{100 * factor:.0f} ms, 60 runs: {level.name.lower()}"
        figures.append(at_most("M2", what, [level in levels for levels in reached], share=share, scale=scale))
    return figures


def detectable(scale: Scale) -> list[Line]:
    """M21: the smallest change that is said to be found, and whether such changes are."""
    said = fmean(_said(seed) for seed in range(scale.streams))
    is_near = abs(said - SAID_PERCENT) <= 3
    figures = [Line("M21", "CV 30 %: smallest change said, mean", f"{said:.1f} %", "25.7 ± 3 %", "–", is_near)]
    for factor, share in ((1.25, 0.85), (1.30, 0.96)):
        delays = [_delay(seed, variation=0.3, factor=factor, within=100) for seed in range(scale.streams)]
        what = f"CV 30 %, {factor - 1:+.0%}: confirmed within 100 runs"
        figures.append(at_least("M21", what, [delay < NEVER for delay in delays], share=share, scale=scale))
    return figures


def _delay(seed: int, *, variation: float, factor: float, within: int) -> int:
    """Return how many runs after the change it is confirmed."""
    random = Random(seed)
    baseline, before = (independent(random, count, variation=variation) for count in (BASELINE_RUNS, BEFORE))
    after = independent(random, within, variation=variation, factor=factor)
    return first_alarm(Baseline(tuple(baseline)), after, before=before) or NEVER


def _even(seed: int, *, factor: float) -> tuple[list[float], list[float]]:
    random = Random(seed)
    return uniform(random, 10, width=0.05), uniform(random, 60, width=0.05, factor=factor)


def _said(seed: int) -> float:
    baseline = Baseline(tuple(independent(Random(seed), BASELINE_RUNS, variation=0.3)))
    return baseline.stats.min_detectable_change_percent
