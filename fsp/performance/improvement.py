"""When a job type has become faster for good, so that its baseline should follow."""

from collections.abc import Sequence
from math import log

from fsp.performance.baseline import Baseline
from fsp.performance.change_point import first_suspect
from fsp.performance.ratio import winsorised_mean

HELD_RUNS = 100
PART_RUNS = 20
LOG_IMPROVEMENT = -log(1.10)
LOG_STILL_FASTER = -log(1.05)


def has_held(baseline: Baseline, recent: Sequence[float]) -> bool:
    """Say whether the last 100 runs are confirmed to be faster by 10 %, every 20 of them by 5 %."""
    runs = recent[-HELD_RUNS:]
    if len(runs) < HELD_RUNS:
        return False
    yardstick = baseline.yardstick
    usual, level = yardstick.centre.log_mean, winsorised_mean(runs)
    began = first_suspect([-value for value in recent], old=-usual, new=-level)
    parts = [runs[start : start + PART_RUNS] for start in range(0, HELD_RUNS, PART_RUNS)]
    return (
        level - usual <= LOG_IMPROVEMENT
        and len(recent) - began >= HELD_RUNS
        and all(winsorised_mean(part) - usual <= LOG_STILL_FASTER for part in parts)
        and yardstick.chance_of_faster(runs) < yardstick.confirmed_below
    )
