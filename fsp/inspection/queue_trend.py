"""How fast a queue grows or shrinks, and when it will be empty."""

from collections.abc import Sequence
from datetime import datetime

Point = tuple[datetime, int]
"""A time and the number of waiting jobs."""


def growth_per_minute(points: Sequence[Point]) -> float | None:
    """Return the least-squares slope of the waiting jobs, in jobs per minute; None without two different times."""
    if not points:
        return None
    first = points[0][0]
    minutes = [(at - first).total_seconds() / 60 for at, _ in points]
    mean_minute = sum(minutes) / len(points)
    mean_waiting = sum(waiting for _, waiting in points) / len(points)
    spread = sum((minute - mean_minute) ** 2 for minute in minutes)
    if not spread:
        return None
    pairs = zip(minutes, points, strict=True)
    return sum((minute - mean_minute) * (waiting - mean_waiting) for minute, (_, waiting) in pairs) / spread


def seconds_to_empty(waiting: int, growth: float | None) -> float | None:
    """Return the seconds until the queue is empty at this growth per minute.

    None if the queue does not shrink, or if its growth is unknown.
    """
    if waiting == 0:
        return 0.0
    return waiting / -growth * 60 if growth is not None and growth < 0 else None
