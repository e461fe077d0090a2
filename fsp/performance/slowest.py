"""The slowest operations by total time: steps of jobs, and jobs without known steps."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import fsum

from fsp.performance.execution import Execution

MAX_OPERATIONS = 10


@dataclass(frozen=True)
class Operation:
    """One step of a job type, or the whole job if `step` is null."""

    job_type: str
    step: str | None
    count: int
    total_seconds: float
    mean_seconds: float
    longest_seconds: float
    longest_job_id: str


def slowest_operations(executions: Iterable[Execution], *, most: int = MAX_OPERATIONS) -> list[Operation]:
    """Return the operations with the largest total time (count times mean), not those with a single slow run."""
    times: dict[tuple[str, str | None], list[tuple[float, str]]] = defaultdict(list)
    for execution in executions:
        for step, seconds in _parts(execution):
            times[execution.job_type, step].append((seconds, execution.job_id))
    operations = [_operation(job_type, step, runs) for (job_type, step), runs in times.items()]
    operations.sort(key=lambda operation: (-operation.total_seconds, operation.job_type, operation.step or ""))
    return operations[:most]


def _parts(execution: Execution) -> Iterator[tuple[str | None, float]]:
    if not execution.steps:
        yield None, execution.run_seconds
    for step in execution.steps:
        yield step.name, step.seconds


def _operation(job_type: str, step: str | None, runs: list[tuple[float, str]]) -> Operation:
    total = fsum(seconds for seconds, _ in runs)
    longest_seconds, longest_job_id = max(runs)
    return Operation(job_type, step, len(runs), total, total / len(runs), longest_seconds, longest_job_id)
