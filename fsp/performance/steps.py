"""The run time of a job type by step."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from math import fsum

from fsp.performance.execution import Execution

OUTSIDE = "outside any step"
MIN_SHARE = 0.005
"""Less time than this outside of steps is measurement noise."""


@dataclass(frozen=True)
class StepShare:
    """One step of a job type: count, duration, and share of the run time of all runs with known steps."""

    step: str
    count: int
    mean_seconds: float
    share: float


@dataclass(frozen=True)
class Breakdown:
    """The run time of one job type by step, largest share first."""

    job_type: str
    runs: int
    total_seconds: float
    steps: tuple[StepShare, ...]


def break_down(executions: Iterable[Execution]) -> list[Breakdown]:
    """Return the breakdown of each job type with known steps, largest total time first."""
    by_type: dict[str, list[Execution]] = defaultdict(list)
    for execution in executions:
        if execution.steps:
            by_type[execution.job_type].append(execution)
    breakdowns = [_breakdown(job_type, runs) for job_type, runs in by_type.items()]
    return sorted(breakdowns, key=lambda breakdown: (-breakdown.total_seconds, breakdown.job_type))


def _breakdown(job_type: str, runs: list[Execution]) -> Breakdown:
    total = fsum(run.run_seconds for run in runs)
    times: dict[str, list[float]] = defaultdict(list)
    for run in runs:
        for step in run.steps:
            times[step.name].append(step.seconds)
    shares = [
        StepShare(name, len(durations), fsum(durations) / len(durations), fsum(durations) / total if total else 0.0)
        for name, durations in times.items()
    ]
    outside = total - fsum(fsum(durations) for durations in times.values())
    if total and outside / total >= MIN_SHARE:
        shares.append(StepShare(OUTSIDE, len(runs), outside / len(runs), outside / total))
    shares.sort(key=lambda share: (-share.share, share.step))
    return Breakdown(job_type, len(runs), total, tuple(shares))
