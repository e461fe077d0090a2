"""Sparklines: small line charts of at most 60 values, with a text summary and a data table."""

from collections.abc import Sequence
from dataclasses import dataclass

from fsp.amounts import NOTHING, number
from fsp.charts.data_table import DataTable

WIDTH, HEIGHT, MARGIN = 200, 24, 2
POINTS = 60
MIN_RANGE = 1e-9
"""The line is 20 pixels high from minimum to maximum, so a twentieth of the range is one pixel."""


@dataclass(frozen=True)
class Sparkline:
    """A sparkline of 200 by 24 pixels, ready to draw. `rows` is its data table, newest first."""

    title: str
    unit: str
    path: str
    end: tuple[float, float] | None
    words: str
    rows: tuple[tuple[str, str], ...]
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def data_table(self) -> DataTable:
        """Return the numbers as a table."""
        return DataTable(tuple((label, (text,)) for label, text in self.rows))


def sparkline(title: str, unit: str, values: Sequence[tuple[str, float | None]]) -> Sparkline:
    """Lay out (label, value) pairs, oldest first. Unknown values (None) are gaps."""
    shown = list(values)[-POINTS:]
    numbers = [value for _, value in shown if value is not None]
    rows = tuple((label, _value_text(value, unit)) for label, value in reversed(shown))
    if not numbers:
        return Sparkline(title, unit, "", None, f"{title}: no data yet.", rows)
    step = WIDTH / max(POINTS - 1, 1)
    first = POINTS - len(shown)
    points = [
        None if value is None else (round((first + index) * step, 1), height_of(value, min(numbers), max(numbers)))
        for index, (_, value) in enumerate(shown)
    ]
    return Sparkline(title, unit, path_through(points), points[-1], _words(title, unit, numbers, shown[-1][1]), rows)


def height_of(value: float, least: float, most: float) -> float:
    """Return the y position of a value. Constant values are drawn in the lower part, and zeros on the baseline."""
    if most - least < MIN_RANGE:
        return HEIGHT - MARGIN if most < MIN_RANGE else HEIGHT / 2
    return round(HEIGHT - MARGIN - (value - least) / (most - least) * (HEIGHT - 2 * MARGIN), 1)


def path_through(points: Sequence[tuple[float, float] | None]) -> str:
    """Return the SVG path through the points, interrupted at gaps. A single point is a dot."""
    parts: list[str] = []
    is_begun = False
    for index, point in enumerate(points):
        if point is None:
            is_begun = False
            continue
        x, y = point
        is_alone = not is_begun and (index + 1 == len(points) or points[index + 1] is None)
        parts.append(f"{'L' if is_begun else 'M'}{x:g} {y:g}{'h.1' if is_alone else ''}")
        is_begun = True
    return "".join(parts)


def _words(title: str, unit: str, numbers: Sequence[float], now: float | None) -> str:
    spread = f"min {_value_text(min(numbers), unit)}, max {_value_text(max(numbers), unit)}"
    return f"{title}: {spread}, now {_value_text(now, unit)}"


def _value_text(value: float | None, unit: str) -> str:
    return NOTHING if value is None else f"{number(value)} {unit}".strip()
