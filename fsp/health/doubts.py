"""Uncertain findings: those that depend on ages while this host's clock is off."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from fsp.conditions.limits import CLOCK_UNRELIABLE_SECONDS
from fsp.health.component import UNKNOWN, Component

BY_THE_CLOCK = frozenset({"workers", "scheduler", "schedules", "alerts"})
"""Components judged by the age of a heartbeat or a tick."""


def clock_offset(parts: Sequence[Component]) -> timedelta | None:
    """Return how far this host's clock is ahead of Redis's clock if that is too far to rely on it, else None."""
    skew = next((part.details.get("skewSeconds") for part in parts if part.name == "clock"), None)
    if skew is None or abs(skew) < CLOCK_UNRELIABLE_SECONDS:
        return None
    return timedelta(seconds=float(skew))


def by_the_shared_clock(now: datetime, parts: Sequence[Component]) -> datetime:
    """Return the current time, by Redis's clock if this host's own is far off."""
    return now - (clock_offset(parts) or timedelta())


def with_doubts(parts: list[Component]) -> list[Component]:
    """Return the components. While the clock is far off, those that depend on it are unknown."""
    why = _why(parts)
    if not why:
        return parts
    said = f"Uncertain: {why}. Reported:"
    return [
        replace(part, status=UNKNOWN, message=f"{said} {part.message}")
        if part.name in BY_THE_CLOCK and part.status != "healthy"
        else part
        for part in parts
    ]


def _why(parts: Sequence[Component]) -> str:
    offset = clock_offset(parts)
    if offset is not None:
        return f"this host's clock is {abs(offset.total_seconds()):.0f} s off Redis"
    hosts = next((part.details.get("hostsOff") for part in parts if part.name == "clock"), None)
    return f"the clock of {', '.join(sorted(hosts))} is far off" if hosts else ""
