"""Stacked bars, one per row, such as the jobs of each queue by state."""

from collections.abc import Sequence
from dataclasses import dataclass

from fsp.amounts import number

WIDTH, ROW, LEFT, RIGHT, TOP = 640, 26, 80, 64, 20


@dataclass(frozen=True)
class Part:
    """One segment of a bar. Its kind is its class in the style sheet."""

    kind: str
    x: float
    width: float
    text: str


@dataclass(frozen=True)
class Stack:
    """One bar with its name and total."""

    name: str
    y: int
    parts: tuple[Part, ...]
    total: str
    end: float


@dataclass(frozen=True)
class StackChart:
    """A chart ready to be drawn by templates/charts/queues.svg. `legend` contains the kinds and their positions."""

    title: str
    words: str
    stacks: tuple[Stack, ...]
    legend: tuple[tuple[str, int], ...]
    height: int
    width: int = WIDTH
    left: int = LEFT
    bar: int = ROW - 8


def stacks(
    title: str, kinds: Sequence[str], rows: Sequence[tuple[str, Sequence[int]]], *, left: int = LEFT
) -> StackChart:
    """Lay out one bar for each (name, numbers by kind), all on one scale, with `left` pixels for the names."""
    most = max((sum(numbers) for _, numbers in rows), default=0) or 1
    laid = tuple(
        _stack(index, name, kinds, numbers, most=most, left=left) for index, (name, numbers) in enumerate(rows)
    )
    totals = "; ".join(
        f"{name}: {', '.join(f'{number(value)} {kind}' for kind, value in zip(kinds, numbers, strict=True))}"
        for name, numbers in rows
    )
    legend = tuple((kind, left + index * 110) for index, kind in enumerate(kinds))
    return StackChart(title, f"{title}. {totals or 'No data'}.", laid, legend, TOP + len(rows) * ROW, left=left)


def _stack(index: int, name: str, kinds: Sequence[str], numbers: Sequence[int], *, most: int, left: int) -> Stack:
    parts, x = [], float(left)
    for kind, value in zip(kinds, numbers, strict=True):
        width = value / most * (WIDTH - left - RIGHT)
        if value:
            parts.append(Part(kind, round(x, 1), round(max(width, 1.0), 1), f"{name}: {number(value)} {kind}"))
        x += width
    return Stack(name, TOP + index * ROW, tuple(parts), number(sum(numbers)), round(x + 6, 1))
