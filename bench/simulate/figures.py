"""A measured figure beside the bound it has to keep."""

import math
from dataclasses import dataclass
from statistics import NormalDist

CERTAINTY = 0.99


@dataclass(frozen=True)
class Scale:
    """How many streams are simulated; in a short run a figure may stray from its bound by chance."""

    streams: int
    fewer: int
    is_short: bool


FULL = Scale(streams=1000, fewer=300, is_short=False)
SHORT = Scale(streams=60, fewer=20, is_short=True)


@dataclass(frozen=True)
class Figure:
    """One line of the table."""

    row: str
    what: str
    measured: float
    unit: str
    bound: str
    is_kept: bool


def at_most(row: str, what: str, hits: list[bool], *, share: float, scale: Scale) -> Figure:
    """Bound the share of streams in which something happened from above."""
    measured = sum(hits) / len(hits)
    is_kept = measured <= share + _allowance(share, len(hits), scale)
    return Figure(row, what, 100 * measured, "%", f"at most {share:.0%}", is_kept)


def at_least(row: str, what: str, hits: list[bool], *, share: float, scale: Scale) -> Figure:
    """Bound the share of streams in which something happened from below."""
    measured = sum(hits) / len(hits)
    is_kept = measured >= share - _allowance(share, len(hits), scale)
    return Figure(row, what, 100 * measured, "%", f"at least {share:.0%}", is_kept)


def runs_at_most(row: str, what: str, runs: float, limit: int) -> Figure:
    """Bound a number of runs from above."""
    return Figure(row, what, runs, "runs", f"at most {limit}", runs <= limit)


def write(figure: Figure) -> str:
    """Write a figure as one line."""
    state = "kept" if figure.is_kept else "BROKEN"
    return f"{figure.row:<4} {figure.what:<66} {figure.measured:7.1f} {figure.unit:<5} {figure.bound:<14} {state}"


def _allowance(share: float, count: int, scale: Scale) -> float:
    """Return how far a share at its bound strays by chance, 99 times of 100; nothing in a full run."""
    if not scale.is_short:
        return 0.0
    return NormalDist().inv_cdf(CERTAINTY) * math.sqrt(share * (1 - share) / count)
