"""The result of comparing the newest runs of a job type with its baseline."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from fsp.performance.ratio import Ratio

WINDOWS = (3, 5, 10, 20, 40, 80, 160)
"""The window lengths in runs: short windows find large changes soon, long ones also find small changes."""


class Level(IntEnum):
    """The certainty of a regression. Possible is shown, confirmed is a warning, material is an error."""

    NONE = 0
    POSSIBLE = 1
    CONFIRMED = 2
    MATERIAL = 3


class Guard(StrEnum):
    """A correction that the tests applied."""

    AUTOCORRELATION = "autocorrelation"
    TIES = "ties"
    CONSTANT_BASELINE = "constant_baseline"


@dataclass(frozen=True)
class Verdict:
    """The evidence for or against a regression.

    `deviation_percent` and `exceeds_threshold` are the literal signal: the mean of the last 10 runs against the mean of
    the baseline, in seconds. It is shown and never alerts: without any change it is exceeded within 1,000 runs in 97 %
    of job types with a variation of 30 %.
    """

    level: Level
    deviation_percent: float
    exceeds_threshold: bool
    ratio: Ratio
    """The ratio of geometric means over `window`."""
    p: float
    window: int
    """The number of newest runs with the clearest effect."""
    baseline_runs: int
    recent_runs: int
    first_suspect: int | None
    """Where the slowdown seems to begin, as an index into the tested runs; None if there is none."""
    min_detectable_change_percent: float
    """The change that would be found within 100 runs with 90 % power. Smaller ones may go unnoticed."""
    is_improvement: bool
    guards: tuple[Guard, ...]
