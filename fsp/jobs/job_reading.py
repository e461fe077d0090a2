"""A job as Redis or the history knows it, and the cost of its last attempt."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from fsp.jobs.progress import Progress, Step
from fsp.stored import number_of, read_or, readable, whole_of


@dataclass(frozen=True)
class JobReading:
    """A job as Redis knows it.

    `attempt` counts from 1 once it has started; `retries_left` are the remaining retries.
    """

    job_id: str
    job_type: str
    queue: str
    status: str
    arguments: dict[str, Any]
    enqueued_at: datetime | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    attempt: int = 0
    retries_left: int | None = None
    error: str = ""
    result: Any = None
    worker: str = ""
    host: str = ""
    version: str = ""
    progress: Progress | None = None
    cpu_seconds: float | None = None
    peak_bytes: int | None = None
    steps: tuple[Step, ...] = ()
    after: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    cancelled_by: str = ""
    cancelled_at: datetime | None = None
    """Who cancelled it, and when. A running job takes a moment to stop."""
    undecodable: dict[str, str] = field(default_factory=dict)
    """Fields of its hash that cannot be read: name → the beginning of the stored value."""

    @property
    def run_seconds(self) -> float | None:
        """Return how long the last attempt ran, after it has ended."""
        if self.started_at is None or self.ended_at is None or self.ended_at < self.started_at:
            return None
        return (self.ended_at - self.started_at).total_seconds()


@dataclass(frozen=True)
class CostReading:
    """The cost of an attempt, where known and readable."""

    cpu_seconds: float | None
    peak_bytes: int | None
    steps: tuple[Step, ...]


def cost_of(cost: Any) -> CostReading:
    """Return the cost of an attempt from its stored JSON."""
    stored = cost if isinstance(cost, dict) else {}
    steps = stored.get("steps")
    return CostReading(
        cpu_seconds=read_or(None, number_of, stored.get("cpu_seconds")),
        peak_bytes=read_or(None, whole_of, stored.get("peak_bytes")),
        steps=tuple(readable(_step, steps if isinstance(steps, list) else ())),
    )


def _step(step: Any) -> Step:
    return Step(str(step["name"]), number_of(step["seconds"]))
