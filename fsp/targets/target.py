"""A target FSP sets itself: what it is, what was measured, and whether it is met."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """Too few measurements say nothing: neither that a target is met nor that it is missed."""

    MET = "met"
    MISSED = "missed"
    INSUFFICIENT = "insufficient data"


class Side(StrEnum):
    """On which side of its limit a value should be; a value at the limit is on neither."""

    BELOW = "below"
    ABOVE = "above"


class Unit(StrEnum):
    """What a value counts."""

    SECONDS = "seconds"
    RATIO = "ratio"
    JOBS = "jobs"


@dataclass(frozen=True)
class Target:
    """One line of the list. `window` says in words what time the value is of, `n` how many measurements it rests on."""

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
    """What else must be known to read the value right."""

    @property
    def verdict(self) -> Verdict:
        """Return whether the target is met."""
        if self.value is None or self.n < self.min_n:
            return Verdict.INSUFFICIENT
        is_met = self.value < self.limit if self.side is Side.BELOW else self.value > self.limit
        return Verdict.MET if is_met else Verdict.MISSED
