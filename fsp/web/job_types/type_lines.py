"""The job types with their gates, and the results, durations and trend of the last hour or day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import redis

from fsp.conditions.collect import or_none
from fsp.gates.gate import Gate
from fsp.jobs.job_type import JobType
from fsp.jobs.registry import get_job_type
from fsp.metrics.spans import Span, recent_read
from fsp.performance.current import Performance, read_performance
from fsp.redis_ops.reads import fetch

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class TypeLine:
    """One job type in a time range; its trend is None before it has a baseline."""

    rules: JobType
    gate: Gate
    span: Span
    track: Performance | None

    @property
    def success_ratio(self) -> float | None:
        """Return the part of its ended jobs that succeeded."""
        return self.span.succeeded / self.span.ended if self.span.ended else None

    @property
    def is_held(self) -> bool:
        """Return whether its circuit is not closed, or it is paused."""
        return self.gate.circuit != "closed" or self.gate.pause is not None


def read_type_lines(
    connection: redis.Redis, gates: Sequence[Gate], now: datetime, *, window: timedelta
) -> list[TypeLine]:
    """Read every job type. Trends are left out while the database is down."""
    spans = fetch(connection, recent_read([gate.job_type for gate in gates], now=now, window=window))
    return type_lines(gates, spans, or_none(read_performance) or [])


def type_lines(gates: Sequence[Gate], spans: Mapping[str, Span], tracks: Sequence[Performance]) -> list[TypeLine]:
    """Return every job type: first those that are held, then the busiest, then those without jobs by name."""
    by_type = {track.job_type: track for track in tracks}
    lines = [
        TypeLine(get_job_type(gate.job_type), gate, spans[gate.job_type], by_type.get(gate.job_type)) for gate in gates
    ]
    return sorted(lines, key=lambda line: (not line.is_held, -line.span.ended, -line.gate.running, line.gate.job_type))
