"""Small charts of the last hour for the tiles of the overview, without text, so that they stretch with the tile."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from fsp.amounts import NOTHING, duration, number
from fsp.charts.bars import round_up
from fsp.charts.data_table import DataTable, Rows
from fsp.charts.lines import SECONDS, Series
from fsp.charts.sparkline import path_through

WIDTH, HEIGHT, GAP = 240, 56, 1
PERCENT = "%"


@dataclass(frozen=True)
class Shape:
    """One path; its kind is its class in the style sheet."""

    kind: str
    path: str


@dataclass(frozen=True)
class TileChart:
    """A chart ready to be drawn by templates/charts/tile.svg; `rows` is its data table, newest first."""

    title: str
    words: str
    shapes: tuple[Shape, ...]
    ceiling: str
    """The value at the top edge, in words."""
    legend: tuple[tuple[str, str], ...]
    """Kind and name of each series."""
    first: str
    rows: Rows
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def data_table(self) -> DataTable:
        """Return its numbers as a table."""
        return DataTable(self.rows, ("From", *(name for _, name in self.legend)))


def stacked_bars(title: str, unit: str, labels: Sequence[str], series: Sequence[Series]) -> TileChart:
    """Lay out one bar per label, the series on top of each other from the first one up."""
    columns = [list(accumulate(value or 0.0 for value in column)) for column in _columns(series)]
    ceiling = round_up(max((column[-1] for column in columns), default=0.0))
    shapes = [
        Shape(line.kind, "".join(_bar(place, column, row, ceiling) for place, column in enumerate(columns)))
        for row, line in enumerate(series)
    ]
    return _chart(title, unit, labels, series, shapes, ceiling)


def tile_lines(
    title: str, unit: str, labels: Sequence[str], series: Sequence[Series], *, ceiling: float | None = None
) -> TileChart:
    """Lay out one line per series. The top edge is `ceiling`, or else a round number above the highest value."""
    numbers = [value for line in series for value in line.values if value is not None]
    top = max(ceiling or 0.0, max(numbers, default=0.0)) if ceiling else round_up(max(numbers, default=0.0))
    step = WIDTH / max(len(labels) - 1, 1)
    shapes = [
        Shape(line.kind, path_through([_point(place * step, value, top) for place, value in enumerate(line.values)]))
        for line in series
    ]
    return _chart(title, unit, labels, series, shapes, top)


def _bar(place: int, column: Sequence[float], row: int, ceiling: float) -> str:
    step = WIDTH / 60
    base, top = (_y(column[row - 1] if row else 0.0, ceiling), _y(column[row], ceiling))
    return f"M{place * step:g} {base:g}V{top:g}h{step - GAP:g}V{base:g}z" if base > top else ""


def _point(x: float, value: float | None, ceiling: float) -> tuple[float, float] | None:
    return None if value is None else (round(x, 1), _y(value, ceiling))


def _y(value: float, ceiling: float) -> float:
    return round(HEIGHT - 1 - min(value, ceiling) / ceiling * (HEIGHT - 2), 1)


def _columns(series: Sequence[Series]) -> list[tuple[float | None, ...]]:
    return list(zip(*(line.values for line in series), strict=True))


def _chart(
    title: str, unit: str, labels: Sequence[str], series: Sequence[Series], shapes: Sequence[Shape], ceiling: float
) -> TileChart:
    rows = [
        (label, tuple(_value_text(value, unit) for value in column))
        for label, column in zip(labels, _columns(series), strict=True)
    ]
    return TileChart(
        title=title,
        words=_words(title, unit, series),
        shapes=tuple(shape for shape in shapes if shape.path),
        ceiling=_value_text(ceiling, unit if unit in {SECONDS, PERCENT} else ""),
        legend=tuple((line.kind, line.name) for line in series),
        first=labels[0] if labels else "",
        rows=tuple(reversed(rows)),
    )


def _words(title: str, unit: str, series: Sequence[Series]) -> str:
    parts = []
    for line in series:
        numbers = [value for value in line.values if value is not None]
        if numbers:
            parts.append(f"{line.name}: max {_value_text(max(numbers), unit)}, last {_value_text(numbers[-1], unit)}")
    return f"{title}. {'. '.join(parts) or 'No data yet'}."


def _value_text(value: float | None, unit: str) -> str:
    if value is None:
        return NOTHING
    if unit == SECONDS:
        return duration(value)
    return f"{value * 100:.3g} %" if unit == PERCENT else f"{number(round(value, 1))} {unit}".strip()
