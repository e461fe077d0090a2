"""Availability probes every half minute. Time without a probe is unknown: neither up nor down."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import redis

from fsp.metrics.service_spans import SERVICE_KEPT_SECONDS, span_start
from fsp.redis_ops.scripts import script

PROBE_SECONDS = 30


@dataclass(frozen=True)
class Probe:
    """One check of whether FSP could work."""

    at: datetime
    is_up: bool


def record_probes(connection: redis.Redis, probes: Iterable[Probe]) -> None:
    """Store probes; safe to repeat. Raises the errors of a Redis that is down."""
    pipeline = connection.pipeline(transaction=False)
    for probe in probes:
        seconds = probe.at.timestamp()
        args: list[str | int] = [span_start(seconds), int(seconds // PROBE_SECONDS)]
        script("probe")(args=[*args, "up" if probe.is_up else "down", SERVICE_KEPT_SECONDS], client=pipeline)
    pipeline.execute()
