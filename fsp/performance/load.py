"""The total load of one job type over a time span."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import fsum

from fsp.errors import InvalidInput
from fsp.performance.execution import Execution

FULL_SHARE = 0.8


@dataclass(frozen=True)
class Load:
    """The run and wait time of one job type within `span_seconds`, with `slots` available."""

    job_type: str
    count: int
    run_seconds: float
    wait_seconds: float
    longest: Execution
    slots: int
    span_seconds: float

    @property
    def mean_run_seconds(self) -> float:
        """The mean run time."""
        return self.run_seconds / self.count

    @property
    def mean_wait_seconds(self) -> float:
        """The mean wait time."""
        return self.wait_seconds / self.count

    @property
    def waiting(self) -> float:
        """The mean number of waiting jobs (Little's law)."""
        return self.wait_seconds / self.span_seconds

    @property
    def has_full_slots(self) -> bool:
        """Whether its slots are in use at least four fifths of the time."""
        return self.run_seconds / self.span_seconds >= FULL_SHARE * self.slots


def add_up(executions: Iterable[Execution], *, slots: int, span_seconds: float) -> Load | None:
    """Sum the runs of one job type; None without any. Raise InvalidInput for an empty time span."""
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
