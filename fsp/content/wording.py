"""Formats numbers and times, the same way on pages and in reports."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from fsp.amounts import NOTHING, duration, number, size
from fsp.clock import as_utc, iso

__all__ = ["FILTERS", "duration", "in_zone", "moment", "number", "percent", "relative", "size", "told_moment"]


def moment(value: datetime | None) -> str:
    """Format a timestamp to the minute, in UTC."""
    return as_utc(value).strftime("%Y-%m-%d %H:%M") if value else NOTHING


def in_zone(value: datetime, zone: str) -> str:
    """Format a timestamp to the minute, in a named zone."""
    return value.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")


def relative(value: datetime | None, now: datetime) -> str:
    """Format the distance of a timestamp from now in its largest unit: 3 min ago, in 2 h."""
    if value is None:
        return NOTHING
    distance = (as_utc(value) - as_utc(now)).total_seconds()
    if abs(distance) < 1:
        return "now"
    words = " ".join(duration(float(round(abs(distance)))).split()[:2])
    return f"in {words}" if distance > 0 else f"{words} ago"


def percent(ratio: float | None) -> str:
    """Format a ratio as a percentage with one decimal."""
    return f"{ratio * 100:.1f} %" if ratio is not None else NOTHING


def told_moment(text: str) -> datetime | None:
    """Return a timestamp that was stored as text, such as that of an attempt in a dead letter; None if invalid."""
    try:
        return as_utc(datetime.fromisoformat(text))
    except (TypeError, ValueError):
        return None


FILTERS: dict[str, Any] = {
    "told_moment": told_moment,
    "duration": duration,
    "iso": iso,
    "moment": moment,
    "in_zone": in_zone,
    "relative": relative,
    "percent": percent,
    "number": number,
    "size": size,
}
