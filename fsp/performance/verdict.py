"""What can be said of the newest runs of a job type, next to its baseline."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from fsp.performance.ratio import Ratio

WINDOWS = (3, 5, 10, 20, 40, 80, 160)
"""How many of the newest runs are compared: short windows see great changes soon, long ones small changes at all."""


class Level(IntEnum):
    """How sure a regression is. Possible is shown, confirmed warns, material is an error."""

    NONE = 0
    POSSIBLE = 1
    CONFIRMED = 2
    MATERIAL = 3


class Guard(StrEnum):
    """What the tests had to allow for."""

    AUTOCORRELATION = "autocorrelation"
    TIES = "ties"
    CONSTANT_BASELINE = "constant_baseline"


@dataclass(frozen=True)
class Verdict:
    """Everything a person needs to believe it, or not.

    `deviation_percent` and `exceeds_threshold` are the literal signal: the mean of the last 10 runs against the mean
    of the baseline, in seconds. It is shown and never alerts: without any change it lights within 1,000 runs in 97 %
    of job types that vary by 30 %.
    """

    level: Level
    deviation_percent: float
    exceeds_threshold: bool
    ratio: Ratio
    """Of geometric means, over `window`."""
    p: float
    window: int
    """How many of the newest runs show most."""
    baseline_runs: int
    recent_runs: int
    first_suspect: int | None
    """Where the slowdown seems to begin, as an index into the runs judged; None when there is none."""
    min_detectable_change_percent: float
    """What would be found within 100 runs with 90 % power: less than this may be there unseen."""
    is_improvement: bool
    guards: tuple[Guard, ...]
