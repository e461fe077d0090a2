"""Line charts over time, such as P50, P95 and P99 of a job type, with markers for deploys."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo
from math import isfinite

from fsp.amounts import NOTHING, duration, number
from fsp.charts.bars import round_up
from fsp.charts.data_table import DataTable, Rows
from fsp.charts.sparkline import path_through
from fsp.charts.time_ticks import time_ticks

WIDTH, HEIGHT = 480, 180
TOP, BOTTOM, LEFT, RIGHT = 18, 24, 52, 60
LABEL_HEIGHT = 15
SECONDS = "s"


@dataclass(frozen=True)
class Series:
    """One line. `kind` is its class in the style sheet, such as p50, p95 or p99."""

    name: str
    values: Sequence[float | None]
    kind: str = "p50"


@dataclass(frozen=True)
class Mark:
    """An event, such as a deploy."""

    at: datetime
    label: str


@dataclass(frozen=True)
class Line:
    """One laid-out line. Its label is next to its last point."""

    name: str
    kind: str
    path: str
    end: tuple[float, float] | None
    """The position of the label: next to the last point, or as near as the other labels allow."""


@dataclass(frozen=True)
class Tick:
    """A position on an axis with its label."""

    place: float
    label: str


@dataclass(frozen=True)
class LineChart:
    """A chart ready to be drawn by templates/charts/lines.svg; `rows` is its data table, newest first."""

    title: str
    words: str
    lines: tuple[Line, ...]
    marks: tuple[Tick, ...]
    moments: tuple[Tick, ...]
    levels: tuple[Tick, ...]
    names: tuple[str, ...]
    rows: Rows
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    top: int = TOP
    base: int = HEIGHT - BOTTOM

    @property
    def data_table(self) -> DataTable:
        """Return the numbers as a table."""
        return DataTable(self.rows, ("From", *self.names))


def line_chart(
    title: str,
    unit: str,
    moments: Sequence[datetime],
    series: Sequence[Series],
    *,
    marks: Sequence[Mark] = (),
    zone: tzinfo = UTC,
) -> LineChart:
    """Lay out one value per time and series.

    Positions are proportional to time, so a day of 23 or 25 hours is that long.
    """
    if not moments:
        return LineChart(title, f"{title}: no data.", (), (), (), (), tuple(line.name for line in series), ())
    first, last = moments[0], moments[-1]
    numbers = [value for line in series for value in line.values if value is not None and isfinite(value)]
    ceiling = round_up(max(numbers, default=0))
    xs = [_x(moment, first, last) for moment in moments]
    lines = _apart([_line(line, xs, ceiling) for line in series])
    inside = [mark for mark in marks if first <= mark.at <= last]
    return LineChart(
        title=title,
        words=_words(title, unit, series, inside),
        lines=lines,
        marks=tuple(Tick(_x(mark.at, first, last), mark.label) for mark in inside),
        moments=tuple(Tick(_x(at, first, last), _label(at, first, last, zone)) for at in time_ticks(first, last, zone)),
        levels=tuple(
            Tick(_y(ceiling * part, ceiling), _level(ceiling * part, unit) if part else "0") for part in (0, 0.5, 1)
        ),
        names=tuple(line.name for line in series),
        rows=tuple(
            (
                f"{moment.astimezone(zone):%Y-%m-%d %H:%M}",
                tuple(_value_text(line.values[index], unit) for line in series),
            )
            for index, moment in reversed(list(enumerate(moments)))
        ),
    )


def _line(series: Series, xs: Sequence[float], ceiling: float) -> Line:
    points = [None if value is None else (x, _y(value, ceiling)) for x, value in zip(xs, series.values, strict=True)]
    return Line(series.name, series.kind, path_through(points), next((p for p in reversed(points) if p), None))


def _apart(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Return the lines with labels moved apart until they are readable, in the order of their last points."""
    places: dict[str, float] = {}
    lowest = float(TOP)
    for line in sorted((line for line in lines if line.end), key=lambda line: line.end[1] if line.end else 0.0):
        place = max(line.end[1] if line.end else 0.0, lowest)
        places[line.name], lowest = place, place + LABEL_HEIGHT
    over = max(0.0, max(places.values(), default=0.0) - (HEIGHT - BOTTOM))
    for name in places if over else ():
        places[name] -= over
    return tuple(replace(line, end=(line.end[0], round(places[line.name], 1))) if line.end else line for line in lines)


def _x(moment: datetime, first: datetime, last: datetime) -> float:
    span = (last - first).total_seconds() or 1
    return round(LEFT + (moment - first).total_seconds() / span * (WIDTH - LEFT - RIGHT), 1)


def _y(value: float, ceiling: float) -> float:
    return round(HEIGHT - BOTTOM - min(value, ceiling) / ceiling * (HEIGHT - TOP - BOTTOM), 1)


def _label(at: datetime, first: datetime, last: datetime, zone: tzinfo) -> str:
    return f"{at.astimezone(zone):%-d %b}" if last - first > timedelta(days=2) else f"{at.astimezone(zone):%H:%M}"


def _level(value: float, unit: str) -> str:
    # There is no room for a unit at the edge. The title names what is counted.
    return duration(value) if unit == SECONDS else number(value)


def _value_text(value: float | None, unit: str) -> str:
    if value is None:
        return NOTHING
    return duration(value) if unit == SECONDS else f"{number(value)} {unit}".strip()


def _words(title: str, unit: str, series: Sequence[Series], marks: Sequence[Mark]) -> str:
    sentences = []
    for line in series:
        numbers = [value for value in line.values if value is not None]
        if numbers:
            spread = f"min {_value_text(min(numbers), unit)}, max {_value_text(max(numbers), unit)}"
            sentences.append(f"{line.name}: {spread}, last {_value_text(numbers[-1], unit)}")
    if marks:
        count = "1 deploy" if len(marks) == 1 else f"{len(marks)} deploys"
        sentences.append(f"{count}: {', '.join(mark.label for mark in marks)}")
    return f"{title}. {'. '.join(sentences) or 'No data'}."
