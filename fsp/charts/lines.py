"""Lines over time: such as P50, P95 and P99 of a job type, with marks where the code changed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from math import isfinite

from fsp.charts.bars import round_up
from fsp.charts.sparkline import path_through
from fsp.charts.twin import Rows, Twin
from fsp.content.wording import NOTHING, duration, number

WIDTH, HEIGHT = 480, 180
TOP, BOTTOM, LEFT, RIGHT = 18, 24, 52, 60
TICK_STEPS = tuple(timedelta(minutes=m) for m in (1, 5, 15, 30, 60, 180, 360, 720, 1440, 2880, 10080))
TICKS_AT_MOST = 6
LABEL_HEIGHT = 15
SECONDS = "s"


@dataclass(frozen=True)
class Series:
    """One line: `kind` is its class in the style sheet, such as p50, p95 or p99."""

    name: str
    values: Sequence[float | None]
    kind: str = "p50"


@dataclass(frozen=True)
class Mark:
    """Something that happened at a moment, such as a deploy."""

    at: datetime
    label: str


@dataclass(frozen=True)
class Line:
    """One line, laid out; its label stands beside its last point."""

    name: str
    kind: str
    path: str
    end: tuple[float, float] | None
    """Where its label stands: beside the last point, or as near as the other labels let it."""


@dataclass(frozen=True)
class Tick:
    """A place on an axis with its words."""

    place: float
    label: str


@dataclass(frozen=True)
class LineChart:
    """A chart ready to be drawn by templates/charts/lines.svg; `rows` is its table twin, newest first."""

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
    def twin(self) -> Twin:
        """Return its numbers as a table."""
        return Twin(self.rows, ("From", *self.names))


def line_chart(
    title: str,
    unit: str,
    moments: Sequence[datetime],
    series: Sequence[Series],
    *,
    marks: Sequence[Mark] = (),
    zone: tzinfo = UTC,
) -> LineChart:
    """Lay out one value per moment and series. Places follow the instants, so a day of 23 or 25 hours is that long."""
    if not moments:
        return LineChart(title, f"{title}: no data.", (), (), (), (), tuple(one.name for one in series), ())
    first, last = moments[0], moments[-1]
    known = [value for one in series for value in one.values if value is not None and isfinite(value)]
    ceiling = round_up(max(known, default=0))
    xs = [_x(moment, first, last) for moment in moments]
    lines = _apart([_line(one, xs, ceiling) for one in series])
    inside = [mark for mark in marks if first <= mark.at <= last]
    return LineChart(
        title=title,
        words=_words(title, unit, series, inside),
        lines=lines,
        marks=tuple(Tick(_x(mark.at, first, last), mark.label) for mark in inside),
        moments=tuple(Tick(_x(at, first, last), _label(at, first, last, zone)) for at in ticks(first, last, zone)),
        levels=tuple(
            Tick(_y(ceiling * part, ceiling), _level(ceiling * part, unit) if part else "0") for part in (0, 0.5, 1)
        ),
        names=tuple(one.name for one in series),
        rows=tuple(
            (f"{moment.astimezone(zone):%Y-%m-%d %H:%M}", tuple(_told(one.values[index], unit) for one in series))
            for index, moment in reversed(list(enumerate(moments)))
        ),
    )


def ticks(first: datetime, last: datetime, zone: tzinfo) -> list[datetime]:
    """Return round moments of the zone's own clock, as instants: a skipped hour has none, a doubled one two."""
    step = next((step for step in TICK_STEPS if (last - first) / step <= TICKS_AT_MOST), (last - first) / TICKS_AT_MOST)
    if step >= timedelta(days=1):
        return _midnights(first, last, zone, every=max(step.days, 1))
    minute = timedelta(minutes=1)
    at = first.astimezone(UTC).replace(second=0, microsecond=0)
    stride = min(step, timedelta(minutes=15))
    at += (-((at - datetime(1970, 1, 1, tzinfo=UTC)) % stride)) % stride
    found = []
    while at <= last:
        seen = at.astimezone(zone)
        since_midnight = timedelta(hours=seen.hour, minutes=seen.minute)
        if at >= first and since_midnight % step < minute:
            found.append(at)
        at += stride
    return found


def _midnights(first: datetime, last: datetime, zone: tzinfo, *, every: int) -> list[datetime]:
    day, end, found = first.astimezone(zone).date(), last.astimezone(zone).date(), []
    while day <= end:
        if day.toordinal() % every == 0:
            found += _beginnings(day, zone)
        day += timedelta(days=1)
    return [at for at in found if first <= at <= last]


def _beginnings(day: date, zone: tzinfo) -> list[datetime]:
    """Return when the zone's clock shows midnight of a day: once, or never where it is skipped, or twice."""
    shown = [datetime.combine(day, time(), zone).replace(fold=fold) for fold in (0, 1)]
    moments = sorted({moment.astimezone(UTC) for moment in shown})
    return [at for at in moments if at.astimezone(zone).replace(tzinfo=None) == datetime.combine(day, time())]


def _line(one: Series, xs: Sequence[float], ceiling: float) -> Line:
    points = [None if value is None else (x, _y(value, ceiling)) for x, value in zip(xs, one.values, strict=True)]
    return Line(one.name, one.kind, path_through(points), next((p for p in reversed(points) if p), None))


def _apart(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Return the lines with their labels far enough from each other to be read, in the order of their last points."""
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
    # There is no room for a word at the edge, and the title tells what is counted.
    return duration(value) if unit == SECONDS else number(value)


def _told(value: float | None, unit: str) -> str:
    if value is None:
        return NOTHING
    return duration(value) if unit == SECONDS else f"{number(value)} {unit}".strip()


def _words(title: str, unit: str, series: Sequence[Series], marks: Sequence[Mark]) -> str:
    told = []
    for one in series:
        known = [value for value in one.values if value is not None]
        if known:
            spread = f"lowest {_told(min(known), unit)}, highest {_told(max(known), unit)}"
            told.append(f"{one.name}: {spread}, last {_told(known[-1], unit)}")
    if marks:
        told.append(f"{len(marks)} marks: {', '.join(mark.label for mark in marks)}")
    return f"{title}. {'. '.join(told) or 'No data'}."
