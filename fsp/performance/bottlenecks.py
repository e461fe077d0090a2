"""Finds bottlenecks: job types that run for minutes, or that wait longer than they run."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from fsp.performance.execution import Execution, Step
from fsp.performance.load import Load, add_up
from fsp.performance.recommendations import recommend, recommend_for_waiting

MEDIUM_SECONDS = 60.0
HIGH_SECONDS = 120.0
MIN_WAIT_SECONDS = 1.0
"""Shorter waits are normal queue latency, however short the run."""
DEFAULT_SLOTS = 1


class Severity(StrEnum):
    """The severity of a bottleneck."""

    MEDIUM = "medium"
    HIGH = "high"


@dataclass(frozen=True)
class Bottleneck:
    """A job type that is slow or blocked, and a recommendation.

    `longest` is its longest run. `slow_step` is the step that took most of that run, if steps are known.
    """

    job_type: str
    severity: Severity
    longest: Execution
    slow_step: Step | None
    waits_longer_than_it_runs: bool
    total_seconds: float
    """Number of runs times their duration: the benefit of a fix."""
    recommendation: str


def severity_of(seconds: float) -> Severity | None:
    """Return the severity of one run of this length: over 60 s medium, over 120 s high."""
    if seconds > HIGH_SECONDS:
        return Severity.HIGH
    return Severity.MEDIUM if seconds > MEDIUM_SECONDS else None


def find_bottlenecks(
    executions: Iterable[Execution],
    *,
    slots: Mapping[str, int],
    span_seconds: float,
    stopped: Mapping[str, str] | None = None,
) -> list[Bottleneck]:
    """Return the bottlenecks among the runs of a time span, largest total time first.

    `slots` is the concurrency limit of each type, `stopped` the reason why a type may not start now.
    """
    by_type: dict[str, list[Execution]] = defaultdict(list)
    for execution in executions:
        by_type[execution.job_type].append(execution)
    loads = [
        add_up(runs, slots=slots.get(job_type, DEFAULT_SLOTS), span_seconds=span_seconds)
        for job_type, runs in by_type.items()
    ]
    bottlenecks = [
        bottleneck for load in loads if load and (bottleneck := _judge(load, (stopped or {}).get(load.job_type, "")))
    ]
    return sorted(bottlenecks, key=lambda bottleneck: (-bottleneck.total_seconds, bottleneck.job_type))


def waits_longer_than_it_runs(load: Load) -> bool:
    """Return whether its jobs spend more time in the queue than running."""
    return load.mean_wait_seconds > max(load.mean_run_seconds, MIN_WAIT_SECONDS)


def _judge(load: Load, stopped_because: str) -> Bottleneck | None:
    is_held_up = waits_longer_than_it_runs(load)
    severity = severity_of(load.longest.run_seconds)
    if severity is None and not is_held_up:
        return None
    return Bottleneck(
        job_type=load.job_type,
        severity=severity or severity_of(load.mean_wait_seconds) or Severity.MEDIUM,
        longest=load.longest,
        slow_step=max(load.longest.steps, key=lambda step: step.seconds, default=None),
        waits_longer_than_it_runs=is_held_up,
        total_seconds=load.run_seconds,
        recommendation=recommend_for_waiting(load, stopped_because) if is_held_up else recommend(load),
    )
