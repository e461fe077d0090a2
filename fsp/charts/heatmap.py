"""Heatmaps: one square per hour and day, darker for higher values, with days of 23 and 25 hours at clock changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from statistics import median

from fsp.amounts import NOTHING, number
from fsp.charts.data_table import DataTable

CELL, GAP, LEFT, TOP = 22, 2, 84, 18
LEVELS = 5
ONE_HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Cell:
    """One square. Level 0 is zero, 3 is the usual value if known, 5 is far above it; None is unknown."""

    x: int
    y: int
    level: int | None
    label: str
    text: str


@dataclass(frozen=True)
class Row:
    """One day: its name and its squares."""

    label: str
    y: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Heatmap:
    """A chart ready to be drawn by templates/charts/heatmap.svg, with its data table in the same rows."""

    title: str
    words: str
    rows: tuple[Row, ...]
    hours: tuple[tuple[int, str], ...]
    width: int
    height: int
    cell: int = CELL
    left: int = LEFT

    @property
    def data_table(self) -> DataTable:
        """Return the hours with values as a table."""
        return DataTable(tuple((cell.label, (cell.text,)) for row in self.rows for cell in row.cells if cell.level))


def heatmap(
    title: str, unit: str, values: Mapping[datetime, float | None], days: Sequence[date], *, zone: tzinfo = UTC
) -> Heatmap:
    """Lay out values by the start of their hour. An hour without a value is zero, None is unknown."""
    hours_of_days = [hours_of(day, zone) for day in days]
    top = top_of([values.get(at, 0.0) for hours in hours_of_days for at in hours])
    rows = []
    for number_of_row, day in enumerate(days):
        y = TOP + number_of_row * (CELL + GAP)
        cells = [
            _cell(index, y, at.astimezone(zone), values.get(at, 0.0), top=top, unit=unit)
            for index, at in enumerate(hours_of_days[number_of_row])
        ]
        rows.append(Row(f"{day:%a %-d %b}", y, tuple(cells)))
    longest = max((len(row.cells) for row in rows), default=24)
    hours = tuple((LEFT + hour * (CELL + GAP), f"{hour:02}") for hour in range(0, 24, 3))
    return Heatmap(
        title=title,
        words=_words(title, unit, values, zone),
        rows=tuple(rows),
        hours=hours,
        width=LEFT + longest * (CELL + GAP),
        height=TOP + len(rows) * (CELL + GAP),
    )


def hours_of(day: date, zone: tzinfo) -> list[datetime]:
    """Return the start of each hour of a day: 24 of them, or 23 and 25 when clocks change."""
    at = datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)
    after = day + timedelta(days=1)
    end = datetime(after.year, after.month, after.day, tzinfo=zone).astimezone(UTC)
    return [at + number * ONE_HOUR for number in range(round((end - at) / ONE_HOUR))]


def top_of(values: Sequence[float | None]) -> float:
    """Return the value of the darkest level: the maximum, but at least twice the usual value.

    Hours with similar values then have the middle level, and no hour looks critical because it is slightly larger.
    """
    numbers = [value for value in values if value is not None]
    return max(*numbers, 2 * median(numbers)) if numbers else 0.0


def level_of(value: float | None, top: float) -> int | None:
    """Return 0 for zero, and 1 to 5 by fifths of the top."""
    if value is None:
        return None
    return 0 if value <= 0 or top <= 0 else min(LEVELS, int(value / top * LEVELS) + 1)


def _cell(index: int, y: int, at: datetime, value: float | None, *, top: float, unit: str) -> Cell:
    text = NOTHING if value is None else f"{number(value)} {unit}".strip()
    return Cell(LEFT + index * (CELL + GAP), y, level_of(value, top), f"{at:%a %-d %b %H:%M}", text)


def _words(title: str, unit: str, values: Mapping[datetime, float | None], zone: tzinfo) -> str:
    most = max((value for value in values.values() if value is not None), default=0.0)
    if most <= 0:
        return f"{title}: no data."
    when = next(at for at, value in values.items() if value == most)
    return f"{title}: peak {number(most)} {unit} at {when.astimezone(zone):%a %-d %b %H:%M}."
