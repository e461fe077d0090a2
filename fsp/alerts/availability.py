"""The events of the service-level objective: FSP's own answers, and the probes that look when nobody else does."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from fsp.alerts.reading import Availability
from fsp.metrics.service_spans import Events
from fsp.metrics.spans import SPAN_SECONDS

WINDOWS_SECONDS = (300, 1800, 3600, 21_600, 259_200)
LONGEST = timedelta(seconds=max(WINDOWS_SECONDS) + SPAN_SECONDS)


def availability_of(events: Sequence[Events], now: datetime) -> tuple[Availability, ...]:
    """Return each window ending now; it reaches back to the beginning of the span that was running at its start.

    An error answer and a probe that found FSP down are bad events. Time nobody looked at is in neither.
    """
    return tuple(_window(events, now, seconds) for seconds in WINDOWS_SECONDS)


def _window(events: Sequence[Events], now: datetime, seconds: int) -> Availability:
    since = now.timestamp() - seconds - SPAN_SECONDS
    kept = [found for found in events if since <= found.start < now.timestamp()]
    good = sum(found.requests - found.errors + found.up for found in kept)
    return Availability(seconds, good, sum(found.errors + found.down for found in kept))
