"""When a job type has become faster for good, so that its baseline should follow."""

from collections.abc import Sequence
from math import log

from fsp.performance.baseline import Baseline
from fsp.performance.ratio import winsorised_mean

HELD_RUNS = 100
PART_RUNS = 20
LOG_IMPROVEMENT = -log(1.10)
LOG_STILL_FASTER = -log(1.05)


def has_held(baseline: Baseline, recent: Sequence[float]) -> bool:
    """Say whether the last 100 runs are confirmed to be faster by 10 %, and every 20 of them by 5 % at least."""
    runs = recent[-HELD_RUNS:]
    if len(runs) < HELD_RUNS:
        return False
    yardstick = baseline.yardstick
    usual = yardstick.centre.log_mean
    parts = [runs[start : start + PART_RUNS] for start in range(0, HELD_RUNS, PART_RUNS)]
    return (
        winsorised_mean(runs) - usual <= LOG_IMPROVEMENT
        and all(winsorised_mean(part) - usual <= LOG_STILL_FASTER for part in parts)
        and yardstick.chance_of_faster(runs) < yardstick.confirmed_below
    )
