"""The resource use of each job type: CPU time and memory."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from math import fsum

from fsp.performance.execution import Execution

BUSY_SHARE = 0.5


@dataclass(frozen=True)
class ResourceUse:
    """The resource use of one job type over its measured runs. Memory is null if it was never measured."""

    job_type: str
    measured_runs: int
    cpu_seconds: float
    mean_cpu_seconds: float
    cpu_share: float
    """CPU time per second of run time. Near 0 the job waits for others, above 1 it uses several CPUs."""
    peak_memory_bytes: int | None

    @property
    def is_cpu_bound(self) -> bool:
        """Whether the job is CPU-bound, so that more threads would not make it faster."""
        return self.cpu_share >= BUSY_SHARE


def resource_use(executions: Iterable[Execution]) -> list[ResourceUse]:
    """Return the resource use of each measured job type, largest CPU time first."""
    by_type: dict[str, list[tuple[float, Execution]]] = defaultdict(list)
    for execution in executions:
        if execution.cpu_seconds is not None:
            by_type[execution.job_type].append((execution.cpu_seconds, execution))
    uses = [_use(job_type, measured) for job_type, measured in by_type.items()]
    return sorted(uses, key=lambda use: (-use.cpu_seconds, use.job_type))


def _use(job_type: str, measured: list[tuple[float, Execution]]) -> ResourceUse:
    cpu_seconds = fsum(seconds for seconds, _ in measured)
    run_seconds = fsum(execution.run_seconds for _, execution in measured)
    memory = [execution.peak_memory_bytes for _, execution in measured if execution.peak_memory_bytes is not None]
    return ResourceUse(
        job_type=job_type,
        measured_runs=len(measured),
        cpu_seconds=cpu_seconds,
        mean_cpu_seconds=cpu_seconds / len(measured),
        cpu_share=cpu_seconds / run_seconds if run_seconds > 0 else 0.0,
        peak_memory_bytes=max(memory, default=None),
    )
