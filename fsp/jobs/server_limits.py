"""What a server's answer says of its rate: `Retry-After` (RFC 9110) and the `RateLimit` headers that many send."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from math import isfinite

from fsp.jobs.retry_after import CAP_SECONDS, retry_after_seconds

EPOCH_FROM = 1_000_000_000
"""A reset at or above this is a Unix time; below it is seconds from now."""

_PREFIXES = ("x-ratelimit-", "ratelimit-")


@dataclass(frozen=True)
class Correction:
    """How long a server asks to be left alone, or how many units are left and for how long."""

    wait_seconds: float | None = None
    left: int | None = None
    reset_seconds: float = 0.0
    only_if_rated: bool = False
    """Whether it concerns only a gate that was given a rate at run time."""


def server_limits(headers: Mapping[str, str], now: datetime) -> Correction | None:
    """Return what the headers say; None if nothing that can be read.

    `Remaining` counts with a `Reset`, which is seconds from now, a Unix time, or a date (Mastodon).
    """
    by_name = {name.lower(): value for name, value in headers.items()}
    wait_seconds = retry_after_seconds(by_name.get("retry-after"), now)
    for prefix in _PREFIXES:
        left, reset = _number(by_name.get(f"{prefix}remaining")), _reset(by_name.get(f"{prefix}reset"))
        if left is not None and reset is not None:
            seconds = reset - now.timestamp() if reset >= EPOCH_FROM else reset
            return Correction(wait_seconds, int(left), min(max(seconds, 0.0), CAP_SECONDS))
    return Correction(wait_seconds) if wait_seconds is not None else None


def _number(text: str | None) -> float | None:
    try:
        number = float(text or "")
    except ValueError:
        return None
    return number if isfinite(number) and number >= 0 else None


def _reset(text: str | None) -> float | None:
    """Return a reset as a number; a date becomes a Unix time."""
    number = _number(text)
    if number is not None:
        return number
    try:
        moment = datetime.fromisoformat((text or "").strip())
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
