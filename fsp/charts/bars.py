"""Bar charts as server-rendered SVG, without scripts or style attributes, and with a text summary."""

from dataclasses import dataclass
from math import floor, log10

WIDTH, HEIGHT = 640, 180
TOP, BOTTOM, LEFT = 18, 24, 36
MAX_LABELS = 8
MAX_BAR = 48
NEXT_TO_NOTHING = 1e-9


@dataclass(frozen=True)
class Bar:
    """One bar in chart units: a viewBox of 640 by 180, y downwards."""

    x: float
    y: float
    width: float
    height: float
    label: str
    value: float
    shows_label: bool

    @property
    def middle(self) -> float:
        """Return the x of the bar's middle."""
        return round(self.x + self.width / 2, 1)


@dataclass(frozen=True)
class BarChart:
    """A chart ready to be drawn by templates/charts/bars.svg."""

    title: str
    unit: str
    bars: tuple[Bar, ...]
    ceiling: float
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    top: int = TOP
    base: int = HEIGHT - BOTTOM

    @property
    def words(self) -> str:
        """Return the chart in words for a screen reader."""
        if not self.bars:
            return f"{self.title}: no data."
        values = [bar.value for bar in self.bars]
        return f"{self.title}: {len(values)} bars, min {min(values):g}, max {max(values):g} {self.unit}."


def bar_chart(title: str, unit: str, values: list[tuple[str, float]]) -> BarChart:
    """Lay out one bar per (label, value), from zero to a round number above the highest."""
    ceiling = round_up(max((value for _, value in values), default=0))
    step = (WIDTH - LEFT) / max(len(values), 1)
    every = -(-len(values) // MAX_LABELS) or 1
    bars = []
    for number, (label, value) in enumerate(values):
        height = round(value / ceiling * (HEIGHT - TOP - BOTTOM), 1)
        width = round(min(step * 0.8, MAX_BAR), 1)
        x = round(LEFT + number * step + (step - width) / 2, 1)
        y = round(HEIGHT - BOTTOM - height, 1)
        bars.append(Bar(x, y, width, height, label, value, shows_label=number % every == 0))
    return BarChart(title, unit, tuple(bars), ceiling)


def round_up(value: float) -> float:
    """Return the next 1, 2 or 5 times a power of ten; 1 for zero and very small values."""
    if value < NEXT_TO_NOTHING:
        return 1.0
    power = 10.0 ** floor(log10(value))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= value)
