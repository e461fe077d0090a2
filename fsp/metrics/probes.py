"""Probes: every half minute, was FSP up? A time without a probe is unknown: neither up nor down."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import redis

from fsp.metrics.service_spans import SERVICE_KEPT_SECONDS, span_start
from fsp.redis_ops.scripts import script

PROBE_SECONDS = 30


@dataclass(frozen=True)
class Probe:
    """One check whether FSP could do its work."""

    at: datetime
    is_up: bool


def record_probes(connection: redis.Redis, probes: Iterable[Probe]) -> None:
    """Write probes down; harmless to repeat. Raises the errors of an absent Redis."""
    pipeline = connection.pipeline(transaction=False)
    for probe in probes:
        seconds = probe.at.timestamp()
        args: list[str | int] = [span_start(seconds), int(seconds // PROBE_SECONDS)]
        script("probe")(args=[*args, "up" if probe.is_up else "down", SERVICE_KEPT_SECONDS], client=pipeline)
    pipeline.execute()
