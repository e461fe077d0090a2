"""Shares of simulated streams, and numbers of runs, beside the bounds they have to keep."""

import math
from dataclasses import dataclass
from statistics import NormalDist

from bench.bounds import Line

CERTAINTY = 0.99


@dataclass(frozen=True)
class Scale:
    """How many streams are simulated; in a short run a figure may stray from its bound by chance."""

    streams: int
    fewer: int
    is_short: bool


FULL = Scale(streams=1000, fewer=300, is_short=False)
SHORT = Scale(streams=60, fewer=20, is_short=True)


def at_most(row: str, what: str, hits: list[bool], *, share: float, scale: Scale) -> Line:
    """Bound the share of streams in which something happened from above."""
    measured = sum(hits) / len(hits)
    holds = measured <= share + _allowance(share, len(hits), scale)
    return Line(row, what, f"{measured:.1%}", f"<= {share:.0%}", "–", holds)


def at_least(row: str, what: str, hits: list[bool], *, share: float, scale: Scale) -> Line:
    """Bound the share of streams in which something happened from below."""
    measured = sum(hits) / len(hits)
    holds = measured >= share - _allowance(share, len(hits), scale)
    return Line(row, what, f"{measured:.1%}", f">= {share:.0%}", "–", holds)


def runs_at_most(row: str, what: str, runs: float, limit: int) -> Line:
    """Bound a number of runs from above."""
    return Line(row, what, f"{runs:.1f} runs", f"<= {limit}", "–", runs <= limit)


def _allowance(share: float, count: int, scale: Scale) -> float:
    """Return how far a share at its bound strays by chance, 99 times of 100; zero in a full run."""
    if not scale.is_short:
        return 0.0
    return NormalDist().inv_cdf(CERTAINTY) * math.sqrt(share * (1 - share) / count)
