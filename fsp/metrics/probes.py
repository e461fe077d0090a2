"""Probes: every half minute, was FSP up? What nobody looked at is unknown, which is neither up nor down."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import redis

from fsp.metrics.service_spans import SERVICE_KEPT_SECONDS, Events, span_start
from fsp.redis_ops.scripts import script

PROBE_SECONDS = 30


@dataclass(frozen=True)
class Probe:
    """One look at whether FSP could do its work."""

    at: datetime
    is_up: bool


@dataclass(frozen=True)
class Uptime:
    """What the probes of a window say. `expected` is how many there would be with none missing."""

    up: int
    down: int
    expected: int

    @property
    def ratio(self) -> float | None:
        """Return the part of known time FSP was up; None if nothing is known."""
        known = self.up + self.down
        return self.up / known if known else None

    @property
    def unknown_ratio(self) -> float:
        """Return the part of the time of which nothing is known."""
        return max(0.0, 1 - (self.up + self.down) / self.expected) if self.expected else 0.0


def record_probes(connection: redis.Redis, probes: Iterable[Probe]) -> None:
    """Write probes down; harmless to repeat. Raises the errors of an absent Redis."""
    pipeline = connection.pipeline(transaction=False)
    for probe in probes:
        seconds = probe.at.timestamp()
        args: list[str | int] = [span_start(seconds), int(seconds // PROBE_SECONDS)]
        script("probe")(args=[*args, "up" if probe.is_up else "down", SERVICE_KEPT_SECONDS], client=pipeline)
    pipeline.execute()


def uptime_of(events: Iterable[Events], *, window_seconds: float) -> Uptime:
    """Return what the probes of a window say."""
    kept = list(events)
    expected = round(window_seconds / PROBE_SECONDS)
    return Uptime(sum(found.up for found in kept), sum(found.down for found in kept), expected)
