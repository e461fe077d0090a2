"""Ticks: the moments at which alerts are evaluated, each of which one evaluator alone may have."""

from datetime import UTC, datetime, timedelta

EVERY = timedelta(minutes=5)


def tick_of(moment: datetime, every: timedelta = EVERY) -> datetime:
    """Return the last tick at or before a moment."""
    seconds = every.total_seconds()
    return datetime.fromtimestamp(moment.timestamp() // seconds * seconds, UTC)
