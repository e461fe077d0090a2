"""Baselines: the runs to compare with, and the rules for starting, growing and replacing them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from statistics import median

from fsp.errors import InvalidInput
from fsp.performance.baseline_stats import ENOUGH_RUNS, BaselineStats, make_baseline_stats

FIRST_RUNS = 10
MAX_RUNS = 200
MAX_COLD_RUNS = 3
"""With 7 of 10 runs left, the exact tests still reach their limits: 1 in 120 with 3 runs, 1 in 19,448 with 10."""
COLD_RATIO = 1.5
MIN_SECONDS = 1e-6
MAX_SECONDS = 1e12


class BaselineState(StrEnum):
    """How far a baseline can be trusted."""

    PROVISIONAL = "provisional"
    STABLE = "stable"


@dataclass(frozen=True)
class Baseline:
    """Natural logarithms of run times in seconds, oldest first. `version` counts the baselines of one job type from 1.

    For a job type with a daily pattern, the effect of the hour is removed. A frozen baseline does not grow.
    """

    log_seconds: tuple[float, ...]
    version: int = 1
    is_frozen: bool = False
    code_version: str = ""

    @property
    def state(self) -> BaselineState:
        """Return the state: provisional until it holds 100 runs."""
        return BaselineState.STABLE if len(self.log_seconds) >= ENOUGH_RUNS else BaselineState.PROVISIONAL

    @cached_property
    def stats(self) -> BaselineStats:
        """Return the statistics of its runs."""
        return make_baseline_stats(self.log_seconds)


def to_log(seconds: float) -> float:
    """Return the natural logarithm of a run time. Zero and NaN count as a microsecond."""
    # In this order NaN also becomes the minimum.
    return math.log(min(max(MIN_SECONDS, seconds), MAX_SECONDS))


def begin(log_seconds: Sequence[float], *, code_version: str = "") -> Baseline | None:
    """Create a baseline from the first 10 successful runs without a cold start; None while there are fewer."""
    if len(log_seconds) < FIRST_RUNS:
        return None
    return Baseline(without_cold_start(log_seconds[:FIRST_RUNS]), code_version=code_version)


def without_cold_start(log_seconds: Sequence[float]) -> tuple[float, ...]:
    """Drop up to 3 first runs that took 1.5 times as long as the rest, and longer than any of it."""
    for cold in range(MAX_COLD_RUNS, 0, -1):
        first, rest = log_seconds[:cold], log_seconds[cold:]
        if rest and min(first) > max(*rest, median(rest) + math.log(COLD_RATIO)):
            return tuple(rest)
    return tuple(log_seconds)


def grow(baseline: Baseline, log_seconds: Sequence[float]) -> Baseline:
    """Add unsuspicious runs, up to 200 in all. A frozen baseline stays unchanged."""
    room = MAX_RUNS - len(baseline.log_seconds)
    added = tuple(log_seconds[: max(0, room)])
    if baseline.is_frozen or not added:
        return baseline
    return replace(baseline, log_seconds=baseline.log_seconds + added)


def freeze(baseline: Baseline) -> Baseline:
    """Stop its growth: a regression is suspected, and its runs must not become part of the baseline."""
    return baseline if baseline.is_frozen else replace(baseline, is_frozen=True)


def thaw(baseline: Baseline) -> Baseline:
    """Let it grow again."""
    return replace(baseline, is_frozen=False) if baseline.is_frozen else baseline


def accept_new_normal(baseline: Baseline, log_seconds: Sequence[float], *, code_version: str = "") -> Baseline:
    """Create the next version from up to 200 runs at the new level. Raise InvalidInput for fewer than 10."""
    if len(log_seconds) < FIRST_RUNS:
        raise InvalidInput(
            f"A new baseline needs {FIRST_RUNS} runs at the new level, got {len(log_seconds)}. "
            "Wait for more runs, then accept it."
        )
    return Baseline(tuple(log_seconds[-MAX_RUNS:]), version=baseline.version + 1, code_version=code_version)
