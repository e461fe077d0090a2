"""Collects the events of the service-level objective: HTTP responses and availability probes."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import redis

from fsp.conditions.facts.outcomes import AvailabilityFacts
from fsp.metrics.buckets import SPAN_SECONDS
from fsp.metrics.service_spans import Events, read_service_events

WINDOWS_SECONDS = (300, 1800, 3600, 21_600, 259_200)
MAX_WINDOW = timedelta(seconds=max(WINDOWS_SECONDS) + SPAN_SECONDS)


def read_availability(connection: redis.Redis, now: datetime) -> tuple[AvailabilityFacts, ...]:
    """Return the windows that end now. Three days are 864 commands in one round trip."""
    return availability_of(read_service_events(connection, since=now - MAX_WINDOW, until=now), now)


def availability_of(events: Sequence[Events], now: datetime) -> tuple[AvailabilityFacts, ...]:
    """Return each window that ends now. It includes the whole span that was current at its start.

    Error responses and failed probes are bad events. Time without probes counts for neither side.
    """
    return tuple(_window(events, now, seconds) for seconds in WINDOWS_SECONDS)


def _window(events: Sequence[Events], now: datetime, seconds: int) -> AvailabilityFacts:
    since = now.timestamp() - seconds - SPAN_SECONDS
    inside = [span for span in events if since <= span.start < now.timestamp()]
    good = sum(span.requests - span.errors + span.up for span in inside)
    return AvailabilityFacts(seconds, good, sum(span.errors + span.down for span in inside))
