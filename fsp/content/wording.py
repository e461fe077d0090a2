"""Numbers and moments in words, the same on pages and in reports."""

from datetime import datetime
from typing import Any

from fsp.clock import as_utc

NOTHING = "—"
_SIZES = ("bytes", "kB", "MB", "GB", "TB")


def duration(seconds: float | None) -> str:
    """Write a span of time: 0.25 s, 42 s, 3 min 5 s, 2 h 10 min, 3 d 4 h."""
    if seconds is None:
        return NOTHING
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


def percent(ratio: float | None) -> str:
    """Write a ratio as a percentage with one decimal."""
    return f"{ratio * 100:.1f} %" if ratio is not None else NOTHING


def size(count_bytes: int) -> str:
    """Write a number of bytes in decimal units."""
    value = float(count_bytes)
    for unit in _SIZES:
        if value < 1000 or unit == _SIZES[-1]:  # noqa: PLR2004
            return f"{value:.0f} {unit}" if unit == "bytes" else f"{value:.1f} {unit}"
        value /= 1000
    raise AssertionError(count_bytes)


FILTERS: dict[str, Any] = {"duration": duration, "moment": moment, "percent": percent, "size": size}
