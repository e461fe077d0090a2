"""Recommendations for a bottleneck, in a sentence with numbers."""

from math import ceil

from fsp.performance.execution import Step
from fsp.performance.load import Load

DOMINANT_SHARE = 0.5
"""A step is the slow one if it takes at least half of the run."""
WITH_TENTHS = 10
"""Below this, seconds are shown with a decimal."""
MAX_TIMES = 2
"""A limit is at most doubled, because the services behind it must handle the load."""


def recommend(load: Load) -> str:
    """Return the most useful change for a job type with long runs."""
    step = dominant_step(load)
    if step is None:
        return (
            f"Split {load.job_type} into smaller jobs: the slowest run took {_seconds(load.longest.run_seconds)}, "
            f"the mean is {_seconds(load.mean_run_seconds)} (n = {load.count})."
        )
    share = f"{step.seconds / load.longest.run_seconds:.0%}"
    if step.platform:
        return (
            f"Check the response times of {step.platform}: waiting for it took {_seconds(step.seconds)}, "
            f"{share} of the slowest run of {load.job_type}."
        )
    return (
        f'Make the step "{step.name}" of {load.job_type} faster, or move it to a job of its own: it took '
        f"{_seconds(step.seconds)}, {share} of the slowest run."
    )


def recommend_for_waiting(load: Load, stopped_because: str = "") -> str:
    """Return the most useful change for a job type that waits longer than it runs.

    `stopped_because` says why its jobs may not start now: a pause or an open circuit.
    """
    waits = f"its jobs wait {_seconds(load.mean_wait_seconds)} on average for {_seconds(load.mean_run_seconds)} of work"
    if stopped_because:
        return f"Unblock {load.job_type} ({stopped_because}): {waits}, and none may start."
    if load.has_full_slots:
        change = f"from {load.slots} to {raised_limit(load)}"
        return f"Raise the concurrency limit of {load.job_type} {change}: all its slots are in use and {waits}."
    return f"Add workers, or check what blocks {load.job_type}: it has free slots, but {waits}."


def raised_limit(load: Load) -> int:
    """Return one additional slot per waiting job on average, at most twice the current slots."""
    return min(MAX_TIMES * load.slots, load.slots + max(1, ceil(load.waiting)))


def dominant_step(load: Load) -> Step | None:
    """Return the step that took at least half of the longest run, if there is one."""
    step = max(load.longest.steps, key=lambda step: step.seconds, default=None)
    return step if step and 0 < DOMINANT_SHARE * load.longest.run_seconds <= step.seconds else None


def _seconds(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds < WITH_TENTHS else f"{seconds:.0f} s"
