"""Waterfall charts of one job's time: waiting, running with its steps, waiting for a retry."""

from collections.abc import Sequence
from dataclasses import dataclass

from fsp.amounts import duration
from fsp.charts.bars import round_up
from fsp.charts.data_table import DataTable
from fsp.charts.lines import Tick

WIDTH, ROW, TOP, LEFT, RIGHT = 720, 22, 20, 190, 76
MIN_WIDTH = 1.5
MAX_LABEL_CHARACTERS = 26


@dataclass(frozen=True)
class Stretch:
    """A time span since the start of a job. `kind` is wait, run, failed, retry, step or blocked."""

    name: str
    kind: str
    start_seconds: float
    end_seconds: float
    depth: int = 0
    is_going_on: bool = False


@dataclass(frozen=True)
class StretchBar:
    """A laid-out span."""

    name: str
    label: str
    kind: str
    depth: int
    x: float
    y: int
    width: float
    text: str
    begins: str
    text_x: float


@dataclass(frozen=True)
class Waterfall:
    """A chart ready to be drawn by templates/charts/waterfall.svg, with its data table in the same bars."""

    title: str
    words: str
    bars: tuple[StretchBar, ...]
    ticks: tuple[Tick, ...]
    height: int
    width: int = WIDTH
    row: int = ROW
    top: int = TOP
    left: int = LEFT
    right: int = WIDTH - RIGHT

    @property
    def data_table(self) -> DataTable:
        """Return the spans as a table."""
        return DataTable(tuple((bar.name, (bar.begins, bar.text)) for bar in self.bars), ("What", "From", "For"))


def waterfall(title: str, stretches: Sequence[Stretch]) -> Waterfall:
    """Lay out the spans in order, one below the other."""
    whole = max((stretch.end_seconds for stretch in stretches), default=0.0)
    ceiling = max(whole, 1e-6)
    bars = tuple(_bar(stretch, index, ceiling) for index, stretch in enumerate(stretches))
    step = round_up(ceiling / 4)
    ticks = tuple(
        Tick(_x(at, ceiling), duration(at) if at else "0") for at in (step * n for n in range(5)) if at <= ceiling
    )
    return Waterfall(title, _words(title, stretches, whole), bars, ticks, TOP + len(bars) * ROW + 4)


def _bar(stretch: Stretch, index: int, ceiling: float) -> StretchBar:
    x, end = _x(stretch.start_seconds, ceiling), _x(stretch.end_seconds, ceiling)
    width = max(MIN_WIDTH, round(end - x, 1))
    text = duration(max(0.0, stretch.end_seconds - stretch.start_seconds)) + (" so far" if stretch.is_going_on else "")
    label = (
        stretch.name if len(stretch.name) <= MAX_LABEL_CHARACTERS else f"{stretch.name[: MAX_LABEL_CHARACTERS - 1]}…"
    )
    return StretchBar(
        name=stretch.name,
        label=label,
        kind=stretch.kind,
        depth=stretch.depth,
        x=x,
        y=TOP + index * ROW,
        width=width,
        text=text,
        begins=duration(stretch.start_seconds),
        text_x=round(x + width + 6, 1),
    )


def _x(seconds: float, ceiling: float) -> float:
    return round(LEFT + min(seconds, ceiling) / ceiling * (WIDTH - LEFT - RIGHT), 1)


def _words(title: str, stretches: Sequence[Stretch], whole: float) -> str:
    parts = [
        f"{stretch.name} {duration(max(0.0, stretch.end_seconds - stretch.start_seconds))}"
        for stretch in stretches
        if stretch.depth == 0
    ]
    return f"{title}: total {duration(whole)}; {', '.join(parts)}." if parts else f"{title}: no events yet."
