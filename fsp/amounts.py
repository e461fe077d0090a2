"""Formats numbers, durations and sizes, the same way everywhere."""

NOTHING = "—"
_SIZES = ("bytes", "kB", "MB", "GB", "TB")


def duration(seconds: float | None) -> str:
    """Format a duration: 250 ms, 42 s, 3 min 5 s, 2 h 10 min, 3 d 4 h."""
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


def number(value: float | None) -> str:
    """Format a number with a narrow no-break space between thousands: 12 431."""
    if value is None:
        return NOTHING
    return (
        f"{value:,.0f}".replace(",", "\u202f") if float(value).is_integer() else f"{value:,.1f}".replace(",", "\u202f")
    )


def size(count_bytes: int) -> str:
    """Format a number of bytes in decimal units."""
    value = float(count_bytes)
    for unit in _SIZES:
        if value < 1000 or unit == _SIZES[-1]:  # noqa: PLR2004
            return f"{value:.0f} {unit}" if unit == "bytes" else f"{value:.1f} {unit}"
        value /= 1000
    raise AssertionError(count_bytes)
