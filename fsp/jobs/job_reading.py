"""One job as it is known, from Redis or from the history, and what its last attempt cost."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from fsp.jobs.progress import Progress, Step
from fsp.stored import number_of, read_or, readable, whole_of


@dataclass(frozen=True)
class JobReading:
    """One job as Redis knows it. `attempt` counts from 1 once started; `retries_left` is what is still to spend."""

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
    """Who asked for its end, and when; a running one goes on for a moment."""
    undecodable: dict[str, str] = field(default_factory=dict)
    """The fields of its hash that cannot be read: name → the beginning of what is there."""

    @property
    def run_seconds(self) -> float | None:
        """Return how long the last attempt ran, once it has ended."""
        if self.started_at is None or self.ended_at is None or self.ended_at < self.started_at:
            return None
        return (self.ended_at - self.started_at).total_seconds()


@dataclass(frozen=True)
class CostReading:
    """What an attempt cost, as far as it is known and can be read."""

    cpu_seconds: float | None
    peak_bytes: int | None
    steps: tuple[Step, ...]


def cost_of(cost: Any) -> CostReading:
    """Return what an attempt cost, from the JSON that Redis and the history keep."""
    stored = cost if isinstance(cost, dict) else {}
    steps = stored.get("steps")
    return CostReading(
        cpu_seconds=read_or(None, number_of, stored.get("cpu_seconds")),
        peak_bytes=read_or(None, whole_of, stored.get("peak_bytes")),
        steps=tuple(readable(_step, steps if isinstance(steps, list) else ())),
    )


def _step(step: Any) -> Step:
    return Step(str(step["name"]), number_of(step["seconds"]))
