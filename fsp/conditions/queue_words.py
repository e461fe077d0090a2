"""Explains in words why the jobs of a queue are waiting: their blockers, or else the throughput of the queue."""

from fsp.amounts import duration, number
from fsp.conditions.facts.work import QueueFacts
from fsp.queueing.blocker import Blocker, BlockerKind

MAX_CAUSES = 2
MIN_STOPPED_SHARE = 0.5
"""The part of the waiting jobs. With fewer behind closed gates, the others wait for something else."""


def why_waiting(queue: QueueFacts) -> str:
    """Return the first reasons why its jobs wait; empty if nothing waits, or if the reason is unknown."""
    return first_causes(queue.blockers) or (_flow(queue) if queue.waiting else "")


def first_causes(blockers: tuple[Blocker, ...]) -> str:
    """Return the first blockers."""
    return "; ".join(blocker.words for blocker in blockers[:MAX_CAUSES])


def not_startable_because(queue: QueueFacts) -> str:
    """Return why at least half of its jobs may not start, however many workers there are; empty if they may."""
    if not queue.waiting:
        return ""
    for blocker in queue.blockers:
        if blocker.kind is BlockerKind.QUEUE_PAUSED:
            return f"{queue.paused_by} paused the queue" + (f": {queue.paused_reason}" if queue.paused_reason else "")
    stops = [blocker for blocker in queue.blockers if blocker.kind in {BlockerKind.TYPE_PAUSED, BlockerKind.CIRCUIT}]
    is_most = sum(blocker.jobs or 0.0 for blocker in stops) >= MIN_STOPPED_SHARE * queue.waiting
    return "; ".join(blocker.words for blocker in stops) if is_most else ""


def _flow(queue: QueueFacts) -> str:
    arrivals, completions, empty_in = queue.arrivals, queue.completions, queue.seconds_to_empty
    if arrivals is None or completions is None:
        return ""
    if completions <= 0:
        return "no job has finished in the last minute"
    if arrivals > completions:
        return f"arrivals exceed completions ({_rate(arrivals)}/min in, {_rate(completions)}/min out)"
    return f"draining: empty in about {duration(round(empty_in))}" if empty_in else "arrivals match completions"


def _rate(jobs: float) -> str:
    return number(round(jobs)) if jobs >= 1 else f"{jobs:.1f}"
