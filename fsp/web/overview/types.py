"""The job types with the results, durations and trend of their last hour."""

from collections.abc import Sequence
from dataclasses import dataclass

from fsp.conditions.system import System
from fsp.gates.gate import Gate
from fsp.jobs.registry import get_job_type
from fsp.metrics.spans import Span
from fsp.performance.current import Performance


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


def type_lines(system: System, tracks: Sequence[Performance]) -> list[TypeLine]:
    """Return every job type, the busiest first; those that did nothing come last, by name."""
    by_type = {track.job_type: track for track in tracks}
    lines = [
        TypeLine(
            gate,
            get_job_type(gate.job_type).priority.value,
            system.last_hour[gate.job_type],
            by_type.get(gate.job_type),
        )
        for gate in system.gates
    ]
    return sorted(lines, key=lambda line: (-line.last_hour.ended, -line.gate.running, line.gate.job_type))
