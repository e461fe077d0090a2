"""What the runs of one job type come to, over a span of time."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import fsum

from fsp.errors import InvalidInput
from fsp.performance.execution import Execution

FULL_SHARE = 0.8


@dataclass(frozen=True)
class Load:
    """How much one job type ran and waited within `span_seconds`, with `slots` at its disposal."""

    job_type: str
    count: int
    run_seconds: float
    wait_seconds: float
    longest: Execution
    slots: int
    span_seconds: float

    @property
    def mean_run_seconds(self) -> float:
        """How long a run takes."""
        return self.run_seconds / self.count

    @property
    def mean_wait_seconds(self) -> float:
        """How long a job waits."""
        return self.wait_seconds / self.count

    @property
    def waiting(self) -> float:
        """How many jobs wait at a time, on average (Little's law)."""
        return self.wait_seconds / self.span_seconds

    @property
    def has_full_slots(self) -> bool:
        """Whether its slots are taken four fifths of the time or more."""
        return self.run_seconds / self.span_seconds >= FULL_SHARE * self.slots


def add_up(executions: Iterable[Execution], *, slots: int, span_seconds: float) -> Load | None:
    """Add up the executions of one job type; None without any. Raise InvalidInput for a span of no time."""
    if span_seconds <= 0:
        raise InvalidInput(f"The span of time must be longer than nothing, got {span_seconds:g} s.")
    listed = list(executions)
    if not listed:
        return None
    return Load(
        job_type=listed[0].job_type,
        count=len(listed),
        run_seconds=fsum(execution.run_seconds for execution in listed),
        wait_seconds=fsum(execution.wait_seconds for execution in listed),
        longest=max(listed, key=lambda execution: execution.run_seconds),
        slots=slots,
        span_seconds=span_seconds,
    )
