"""Figures as they are printed: each with its target where it has one, and all of them again in a table at the end."""

from collections.abc import Iterable
from dataclasses import dataclass

from fsp.metrics.sketch import nearest_rank


@dataclass(frozen=True)
class Figure:
    """One measured number; with a target it is met at `least` or more, or at `most` or less."""

    name: str
    value: float
    unit: str = ""
    least: float | None = None
    most: float | None = None

    @property
    def is_met(self) -> bool | None:
        """Return whether the target is met; None without one."""
        if self.least is not None:
            return self.value >= self.least
        return None if self.most is None else self.value <= self.most

    def line(self) -> str:
        """Return the figure as one line of a table."""
        target = f"{self._target():>12}  {'met' if self.is_met else 'NOT MET'}" if self.is_met is not None else ""
        return f"{self.name:72}{number(self.value):>12} {self.unit:8}{target}".rstrip()

    def _target(self) -> str:
        return f">= {self.least:,g}" if self.least is not None else f"<= {self.most or 0:,g}"


def number(value: float) -> str:
    """Return a number with as many digits as tell something."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.2f}"


def percentile(values: Iterable[float], part: float) -> float:
    """Return the nearest-rank percentile of what was measured, which is not nothing."""
    return nearest_rank(sorted(values), part)


class Report:
    """Collects the figures of one run and prints them as they come."""

    def __init__(self) -> None:
        self.figures: list[Figure] = []
        self.unmeasured: list[str] = []

    def heading(self, text: str) -> None:
        """Print what the next figures are about."""
        print(f"\n{text}", flush=True)

    def show(self, figure: Figure) -> None:
        """Print a figure and keep it."""
        self.figures.append(figure)
        print(figure.line(), flush=True)

    def summarise(self) -> None:
        """Print every figure that has a target once more, those not met last."""
        judged = [figure for figure in self.figures if figure.is_met is not None]
        self.heading(f"{sum(bool(figure.is_met) for figure in judged)} of {len(judged)} targets met")
        for figure in sorted(judged, key=lambda figure: not figure.is_met):
            print(figure.line())
        for name in self.unmeasured:
            print(f"{name} could not be measured; see above")
