"""The current time, always aware and in UTC."""

from datetime import UTC, datetime, timedelta

from fsp.errors import InvalidInput

MAX_AHEAD = timedelta(minutes=10)
"""Another machine's clock may be ahead by this much. Later times were written before a clock was set back."""

MAX_MINUTES = 10 * 366 * 24 * 60
"""Ten years: the maximum for anything that ends automatically."""


def utc_now() -> datetime:
    """Return the current time as an aware datetime in UTC."""
    return datetime.now(UTC)


def from_epoch(seconds: float) -> datetime:
    """Return the aware UTC datetime of a Unix time in seconds."""
    return datetime.fromtimestamp(seconds, UTC)


def as_utc(moment: datetime) -> datetime:
    """Return the same time in UTC. A datetime without a zone is treated as UTC."""
    if moment.tzinfo is None:
        return moment.replace(tzinfo=UTC)
    return moment.astimezone(UTC)


def later(moment: datetime, *, minutes: int) -> datetime:
    """Return the time this many minutes later; raise InvalidInput for more than ten years."""
    if minutes > MAX_MINUTES:
        raise InvalidInput(f"minutes must be at most {MAX_MINUTES} (ten years), got {minutes}.")
    return moment + timedelta(minutes=minutes)


def moment_of(text: str, name: str = "A moment") -> datetime | None:
    """Parse a timestamp from a person or a browser, in UTC unless it has a zone; None for an empty one.

    Raise InvalidInput if it is not a timestamp.
    """
    if not text:
        return None
    try:
        return as_utc(datetime.fromisoformat(text))
    except (ValueError, OverflowError):
        raise InvalidInput(f'{name} must be a date and time such as 2026-05-01T09:30, got "{text:.40}".') from None


def iso(moment: datetime) -> str:
    """Format a timestamp as ISO 8601 in UTC with a Z, to the second."""
    return as_utc(moment).replace(microsecond=0).isoformat().replace("+00:00", "Z")


def in_rq_format(moment: datetime) -> str:
    """Format a time in UTC as RQ stores it, to the microsecond: `rq.utils.utcformat` in a third of its time."""
    return f"{moment.isoformat(timespec='microseconds')[:26]}Z"


def precise(moment: datetime) -> str:
    """Format a timestamp as ISO 8601 in UTC with a Z, to the millisecond."""
    return as_utc(moment).isoformat(timespec="milliseconds").replace("+00:00", "Z")
