"""A target of FSP for itself: its value, and whether it is met."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """With too few measurements a target counts neither as met nor as missed."""

    MET = "met"
    MISSED = "missed"
    INSUFFICIENT = "insufficient data"


class Side(StrEnum):
    """On which side of its limit a value should be. A value at the limit is on neither side."""

    BELOW = "below"
    ABOVE = "above"


class Unit(StrEnum):
    """The unit of a value."""

    SECONDS = "seconds"
    RATIO = "ratio"
    JOBS = "jobs"


@dataclass(frozen=True)
class Target:
    """One target. `window` describes its time span, `n` is the number of measurements."""

    name: str
    title: str
    unit: Unit
    side: Side
    limit: float
    value: float | None
    n: int
    min_n: int
    """With fewer measurements there is no verdict."""
    window: str
    note: str = ""
    """A note on how to read the value."""

    @property
    def verdict(self) -> Verdict:
        """Return whether the target is met."""
        if self.value is None or self.n < self.min_n:
            return Verdict.INSUFFICIENT
        is_met = self.value < self.limit if self.side is Side.BELOW else self.value > self.limit
        return Verdict.MET if is_met else Verdict.MISSED
