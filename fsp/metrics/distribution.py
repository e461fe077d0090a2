"""The distribution of a day's values: all values while there are few, else their sketch, with the method of each
quantile.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from fsp.metrics.extremes import Extremes
from fsp.metrics.sketch import RELATIVE_ERROR, nearest_rank, quantile


@dataclass(frozen=True)
class Distribution:
    """A sketch of all values, and the sorted values if all of them are known."""

    sketch: Counter[int] = field(default_factory=Counter)
    values: tuple[float, ...] = ()
    counted: Extremes | None = None
    """The extremes that were counted in addition to the sketch."""

    @property
    def n(self) -> int:
        """Return the number of values."""
        return len(self.values) or self.sketch.total()

    @property
    def method(self) -> str:
        """Return the method of the quantiles. `nearest-rank` is exact."""
        return "nearest-rank" if self.values else "ddsketch"

    @property
    def relative_error(self) -> float:
        """Return the maximum relative error of a quantile."""
        return 0.0 if self.values else RELATIVE_ERROR

    @property
    def extremes(self) -> Extremes | None:
        """Return the minimum and the maximum; None without values."""
        return Extremes(self.values[0], self.values[-1]) if self.values else self.counted

    def quantile(self, part: float) -> float | None:
        """Return a quantile; None without values."""
        return nearest_rank(self.values, part) if self.values else quantile(self.sketch, part)


def distribution(sketch: Counter[int], recent: Iterable[float], *, extremes: Extremes | None = None) -> Distribution:
    """Return the distribution of a sketch. It is exact if all values are among the recent ones."""
    values = tuple(sorted(recent))
    return Distribution(sketch, values if len(values) >= sketch.total() else (), extremes)
