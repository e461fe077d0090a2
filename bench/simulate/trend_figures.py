"""M20: how often a trend is given the right name."""

from math import log
from random import Random

from bench.bounds import Line
from bench.simulate.figures import Scale, at_least, at_most
from fsp.performance.trends import Direction, judge_trend
from testbed.alarms import naive_has_trend
from testbed.run_times import independent


def trends(scale: Scale) -> list[Line]:
    """Flat and rising run times."""
    flat = [independent(Random(seed), 20, variation=0.3) for seed in range(scale.streams)]
    rising = [_rising(seed) for seed in range(scale.streams)]
    wrong = [judge_trend(runs).direction is not Direction.STABLE for runs in flat]
    naive = [naive_has_trend(runs) for runs in flat]
    is_degrading = [judge_trend(runs).direction is Direction.DEGRADING for runs in rising]
    few = [judge_trend(runs[:9]).direction is Direction.INSUFFICIENT_DATA for runs in rising]
    return [
        at_most("M20", "flat, CV 30 %, 20 runs: given a trend", wrong, share=0.02, scale=scale),
        at_least("M20", "the same by comparing halves", naive, share=0.60, scale=scale),
        at_least("M20", "+2 % each run, CV 10 %, 30 runs: degrading", is_degrading, share=0.95, scale=scale),
        at_least("M20", "9 runs: insufficient data", few, share=1.0, scale=scale),
    ]


def _rising(seed: int) -> list[float]:
    values = independent(Random(seed), 30, variation=0.1)
    return [value + index * log(1.02) for index, value in enumerate(values)]
