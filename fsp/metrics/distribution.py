"""The values of a day: each of them while they are few, else their sketch; quantiles say which they are of."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from fsp.metrics.extremes import Extremes
from fsp.metrics.sketch import RELATIVE_ERROR, nearest_rank, quantile


@dataclass(frozen=True)
class Distribution:
    """A sketch of all values, and the values themselves, in order, where all of them are known."""

    sketch: Counter[int] = field(default_factory=Counter)
    values: tuple[float, ...] = ()
    counted: Extremes | None = None
    """The extremes that were counted beside the sketch."""

    @property
    def n(self) -> int:
        """Return how many values there are."""
        return len(self.values) or self.sketch.total()

    @property
    def method(self) -> str:
        """Return how quantiles are found: `nearest-rank` is exact."""
        return "nearest-rank" if self.values else "ddsketch"

    @property
    def relative_error(self) -> float:
        """Return by how much a quantile may be off."""
        return 0.0 if self.values else RELATIVE_ERROR

    @property
    def extremes(self) -> Extremes | None:
        """Return the shortest and the longest; None without a value."""
        return Extremes(self.values[0], self.values[-1]) if self.values else self.counted

    def quantile(self, part: float) -> float | None:
        """Return a quantile; None without a value."""
        return nearest_rank(self.values, part) if self.values else quantile(self.sketch, part)


def distribution(sketch: Counter[int], recent: Iterable[float], *, extremes: Extremes | None = None) -> Distribution:
    """Return the distribution of what the sketch counts; exact if the recent values are no fewer."""
    values = tuple(sorted(recent))
    return Distribution(sketch, values if len(values) >= sketch.total() else (), extremes)
