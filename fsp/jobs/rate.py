"""Rate limits: how many units a gate allows within any window of some seconds."""

from dataclasses import dataclass

MAX_UNITS = 1_000_000
MIN_SECONDS, MAX_SECONDS = 0.001, 31 * 86_400


@dataclass(frozen=True)
class Rate:
    """At most `units` within any `seconds`: `Rate(300, 3600)`. A job is one unit unless its type says otherwise.

    A job counts from its start until its end, and for the window after that.
    """

    units: int
    seconds: float

    def __post_init__(self) -> None:
        if not 1 <= self.units <= MAX_UNITS or not MIN_SECONDS <= self.seconds <= MAX_SECONDS:
            raise ValueError(
                f"A rate is 1 to {MAX_UNITS:,} units within {MIN_SECONDS} to {MAX_SECONDS:,} seconds, "
                f"got {self.units} within {self.seconds}."
            )

    @property
    def stored(self) -> str:
        """Return it as the claim script reads it: units and milliseconds."""
        return f"{self.units}/{round(self.seconds * 1000)}"

    @property
    def in_words(self) -> str:
        """Return it as people write it."""
        return f"{self.units} per {self.seconds:g} s"


def rate_of(stored: str) -> Rate:
    """Return the rate that is stored so; raise ValueError for none."""
    units, _, milliseconds = stored.partition("/")
    return Rate(int(units), int(milliseconds) / 1000)
