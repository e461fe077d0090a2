"""Numbers and moments in words, the same on pages and in reports."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from fsp.clock import as_utc, iso

NOTHING = "—"
_SIZES = ("bytes", "kB", "MB", "GB", "TB")


def duration(seconds: float | None) -> str:
    """Write a span of time: 250 ms, 42 s, 3 min 5 s, 2 h 10 min, 3 d 4 h."""
    if seconds is None:
        return NOTHING
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 10:  # noqa: PLR2004
        return f"{seconds:.2g} s"
    whole = round(seconds)
    for unit, size, smaller, part in (("d", 86400, "h", 3600), ("h", 3600, "min", 60), ("min", 60, "s", 1)):
        if whole >= size:
            rest = whole % size // part
            return f"{whole // size} {unit} {rest} {smaller}" if rest else f"{whole // size} {unit}"
    return f"{whole} s"


def moment(value: datetime | None) -> str:
    """Write a moment to the minute, in UTC."""
    return as_utc(value).strftime("%Y-%m-%d %H:%M") if value else NOTHING


def in_zone(value: datetime, zone: str) -> str:
    """Write a moment to the minute, in a named zone."""
    return value.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")


def relative(value: datetime | None, now: datetime) -> str:
    """Write how far a moment is from now, in its largest unit: 3 min ago, in 2 h."""
    if value is None:
        return NOTHING
    distance = (as_utc(value) - as_utc(now)).total_seconds()
    if abs(distance) < 1:
        return "now"
    words = " ".join(duration(float(round(abs(distance)))).split()[:2])
    return f"in {words}" if distance > 0 else f"{words} ago"


def percent(ratio: float | None) -> str:
    """Write a ratio as a percentage with one decimal."""
    return f"{ratio * 100:.1f} %" if ratio is not None else NOTHING


def number(value: float | None) -> str:
    """Write a number with its thousands apart, by a narrow space that never breaks: 12 431."""
    if value is None:
        return NOTHING
    return (
        f"{value:,.0f}".replace(",", "\u202f") if float(value).is_integer() else f"{value:,.1f}".replace(",", "\u202f")
    )


def size(count_bytes: int) -> str:
    """Write a number of bytes in decimal units."""
    value = float(count_bytes)
    for unit in _SIZES:
        if value < 1000 or unit == _SIZES[-1]:  # noqa: PLR2004
            return f"{value:.0f} {unit}" if unit == "bytes" else f"{value:.1f} {unit}"
        value /= 1000
    raise AssertionError(count_bytes)


def told_moment(told: str) -> datetime | None:
    """Return a moment that was kept as text, such as an attempt's in a dead letter; None if it is none."""
    try:
        return as_utc(datetime.fromisoformat(told))
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
