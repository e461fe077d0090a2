"""The job types with the results, durations and trend of their last hour."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import redis

from fsp.conditions.collect import or_none
from fsp.gates.gate import Gate
from fsp.jobs.registry import get_job_type
from fsp.metrics.spans import Span, recent_read
from fsp.performance.current import Performance, read_performance
from fsp.redis_ops.reads import fetch

WINDOW = timedelta(hours=1)


@dataclass(frozen=True)
class TypeLine:
    """One job type in the last hour; its trend is None before it has a baseline."""

    gate: Gate
    queue: str
    last_hour: Span
    track: Performance | None

    @property
    def success_ratio(self) -> float | None:
        """Return the part of its ended jobs that succeeded."""
        return self.last_hour.succeeded / self.last_hour.ended if self.last_hour.ended else None


def read_last_hour(connection: redis.Redis, gates: Sequence[Gate], now: datetime) -> list[TypeLine]:
    """Read the last hour of every job type, the busiest first. Trends are left out while the database is down."""
    spans = fetch(connection, recent_read([gate.job_type for gate in gates], now=now, window=WINDOW))
    return type_lines(gates, spans, or_none(read_performance) or [])


def type_lines(gates: Sequence[Gate], spans: Mapping[str, Span], tracks: Sequence[Performance]) -> list[TypeLine]:
    """Return every job type, the busiest first; those without jobs come last, by name."""
    by_type = {track.job_type: track for track in tracks}
    lines = [
        TypeLine(
            gate,
            get_job_type(gate.job_type).priority.value,
            spans[gate.job_type],
            by_type.get(gate.job_type),
        )
        for gate in gates
    ]
    return sorted(lines, key=lambda line: (-line.last_hour.ended, -line.gate.running, line.gate.job_type))
