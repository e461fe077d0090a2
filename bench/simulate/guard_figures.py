"""M19: what autocorrelation and the time of day do to the rule, with its guards and without."""

from datetime import UTC, datetime, timedelta
from random import Random

from bench.bounds import Line
from bench.simulate.figures import Scale, at_least, at_most
from fsp.performance.baseline import Baseline
from fsp.performance.daily_pattern import learn_daily_pattern
from testbed.alarms import UnguardedBaseline, first_alarm
from testbed.run_times import RUNS_A_DAY, correlated, daily

MANY_RUNS = 1000
MIDNIGHT = datetime(2026, 1, 1, tzinfo=UTC)
STORED_RUNS = 3 * RUNS_A_DAY
BASELINE_RUNS = 200
SWING = 0.2


def chained(scale: Scale) -> list[Line]:
    """Runs that resemble the run before."""
    return [
        at_most("M19", "AR(1) 0.5, CV 30 %, no change, 1,000 runs", _guarded(scale, 0.5), share=0.02, scale=scale),
        at_least("M19", "the same without the guard", _unguarded(scale, 0.5), share=0.40, scale=scale),
        at_most("M19", "AR(1) 0.2, CV 30 %, no change, 1,000 runs", _guarded(scale, 0.2), share=0.04, scale=scale),
    ]


def cycles(scale: Scale) -> list[Line]:
    """Run times that follow the time of day, the daily pattern learned from three days."""
    figures = []
    for variation in (0.1, 0.3):
        adjusted, raw = [], []
        for seed in range(scale.fewer):
            runs = daily(Random(seed), STORED_RUNS + MANY_RUNS, variation=variation, swing=SWING)
            adjusted.append(_alarms(_without_hours(runs)))
            raw.append(_alarms(runs))
        what = f"±20 % by the day, CV {variation:.0%}, 1,000 runs: hours taken out"
        figures.append(at_most("M19", what, adjusted, share=0.10, scale=scale))
        figures.append(at_least("M19", "the same, hours left in", raw, share=0.90, scale=scale))
    return figures


def _guarded(scale: Scale, correlation: float) -> list[bool]:
    pairs = (_chained_pair(seed, correlation) for seed in range(scale.streams))
    return [first_alarm(Baseline(baseline), runs) is not None for baseline, runs in pairs]


def _unguarded(scale: Scale, correlation: float) -> list[bool]:
    pairs = (_chained_pair(seed, correlation) for seed in range(scale.fewer))
    return [first_alarm(UnguardedBaseline(baseline), runs) is not None for baseline, runs in pairs]


def _chained_pair(seed: int, correlation: float) -> tuple[tuple[float, ...], list[float]]:
    random = Random(seed)
    baseline, runs = (correlated(random, count, variation=0.3, correlation=correlation) for count in (100, MANY_RUNS))
    return tuple(baseline), runs


def _alarms(runs: list[float]) -> bool:
    baseline = Baseline(tuple(runs[STORED_RUNS - BASELINE_RUNS : STORED_RUNS]))
    return first_alarm(baseline, runs[STORED_RUNS:]) is not None


def _without_hours(runs: list[float]) -> list[float]:
    timed = [(MIDNIGHT + index * timedelta(days=1) / RUNS_A_DAY, value) for index, value in enumerate(runs)]
    daily_pattern = learn_daily_pattern(timed[:STORED_RUNS])
    return [daily_pattern.adjust(at, value) if daily_pattern else value for at, value in timed]
