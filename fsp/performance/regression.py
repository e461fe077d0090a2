"""Whether the newest runs of a job type are slower than its baseline: by how much, how surely, and since when.

Two things must hold in one of several windows: the effect is 10 % or more, and by a rank test it is unlikely by chance.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from fsp.errors import InvalidInput
from fsp.performance.baseline import Baseline
from fsp.performance.ratio import winsorised_mean
from fsp.performance.verdict import Guard, Level, Verdict
from fsp.performance.yardstick import Yardstick, mean_seconds

WINDOWS = (3, 5, 10, 20, 40, 80, 160)
"""How many of the newest runs are compared: short windows see great changes soon, long ones small changes at all."""
CONFIRMING_RUNS = 10
"""Shorter windows make a regression possible at most."""
LITERAL_RUNS = 10
USUAL_WINDOW = 20
"""What is reported while nothing is found."""
THRESHOLD = 1.10
LOG_THRESHOLD = math.log(THRESHOLD)
POSSIBLE_BELOW = 0.01
LOG_MARGIN = math.log(1.05)
"""Material: the test holds even against a baseline 5 % slower. Else one lucky window makes 8 % look like 10 %."""


@dataclass(frozen=True)
class Finding:
    """What one window shows."""

    level: Level
    p: float
    window: int


def judge(baseline: Baseline, recent: Sequence[float]) -> Verdict:
    """Judge natural logarithms of the run times since the baseline, oldest first. Raise InvalidInput without any."""
    if not recent:
        raise InvalidInput("There is no run to judge; wait for one.")
    yardstick = baseline.yardstick
    windows = [recent[-runs:] for runs in WINDOWS if runs <= len(recent)]
    log_ratios = [winsorised_mean(runs) - yardstick.centre.log_mean for runs in windows]
    effects = list(zip(windows, log_ratios, strict=True))
    finding = _strongest(yardstick, [runs for runs, log_ratio in effects if log_ratio >= LOG_THRESHOLD])
    finding = finding or _usual(yardstick, recent)
    literal = mean_seconds(recent[-LITERAL_RUNS:]) / yardstick.mean_seconds
    return Verdict(
        level=finding.level,
        deviation_percent=(literal - 1) * 100,
        exceeds_threshold=literal >= THRESHOLD,
        ratio=yardstick.ratio_of(recent[-finding.window :]),
        p=finding.p,
        window=finding.window,
        baseline_runs=len(baseline.log_seconds),
        recent_runs=len(recent),
        first_suspect=_first_suspect(yardstick, recent, finding),
        min_detectable_change_percent=yardstick.min_detectable_change_percent,
        is_improvement=_has_faster(yardstick, [runs for runs, log_ratio in effects if log_ratio <= -LOG_THRESHOLD]),
        guards=tuple(_guards(yardstick, recent[-finding.window :])),
    )


def _strongest(yardstick: Yardstick, windows: Sequence[Sequence[float]]) -> Finding | None:
    """Test the windows whose effect is large enough; return the highest level, or None."""
    tested = sorted((yardstick.chance_of_slower(runs), len(runs), runs) for runs in windows)
    possible = [(p, runs) for p, _, runs in tested if p < POSSIBLE_BELOW]
    confirmed = [(p, runs) for p, runs in possible if p < yardstick.confirmed_below and len(runs) >= CONFIRMING_RUNS]
    for p, runs in confirmed:
        if yardstick.chance_of_slower([value - LOG_MARGIN for value in runs]) < yardstick.confirmed_below:
            return Finding(Level.MATERIAL, p, len(runs))
    for level, found in ((Level.CONFIRMED, confirmed), (Level.POSSIBLE, possible)):
        if found:
            p, runs = found[0]
            return Finding(level, p, len(runs))
    return None


def _usual(yardstick: Yardstick, recent: Sequence[float]) -> Finding:
    runs = recent[-USUAL_WINDOW:]
    return Finding(Level.NONE, yardstick.chance_of_slower(runs), len(runs))


def _has_faster(yardstick: Yardstick, windows: Sequence[Sequence[float]]) -> bool:
    """Say whether an improvement is confirmed in one of the windows whose effect is large enough."""
    return any(
        yardstick.chance_of_faster(runs) < yardstick.confirmed_below for runs in windows if len(runs) >= CONFIRMING_RUNS
    )


def _first_suspect(yardstick: Yardstick, recent: Sequence[float], finding: Finding) -> int | None:
    """Return the run from which on the total excess over the middle between old and new level is greatest."""
    if finding.level is Level.NONE:
        return None
    middle = (yardstick.centre.log_mean + winsorised_mean(recent[-finding.window :])) / 2
    excess = list(accumulate(value - middle for value in reversed(recent)))
    return len(recent) - 1 - excess.index(max(excess))


def _guards(yardstick: Yardstick, runs: Sequence[float]) -> list[Guard]:
    applied = {
        Guard.AUTOCORRELATION: yardstick.variance_inflation > 1,
        Guard.TIES: yardstick.ranking.is_tied or len(set(runs)) < len(runs),
        Guard.CONSTANT_BASELINE: yardstick.ranking.values[0] == yardstick.ranking.values[-1],
    }
    return [guard for guard, is_applied in applied.items() if is_applied]
