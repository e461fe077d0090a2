"""Timestamps in the form in which a publication stores them."""

from datetime import datetime

from fsp.clock import as_utc, from_epoch


def moment_as_text(moment: datetime) -> str:
    """Return a timestamp in its frozen form."""
    return as_utc(moment).isoformat(timespec="microseconds")


def moment_from_text(text: object) -> datetime:
    """Return a frozen timestamp; the earliest possible one if it is invalid."""
    try:
        return as_utc(datetime.fromisoformat(str(text)))
    except ValueError:
        return from_epoch(0)
