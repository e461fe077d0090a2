"""A queue that stands still: jobs wait, none runs and none has ended."""

from datetime import timedelta

from fsp.conditions.finding import Action, Kind, Problem, Reach, Weight
from fsp.conditions.snapshot import QueueFacts, Reading

PATIENCE = timedelta(minutes=2)
"""A worker that starts, or a long job of a higher queue, may take this long."""


def _find(reading: Reading) -> list[Problem]:
    return [_problem(queue, reading) for queue in reading.queues or () if is_stalled(queue, reading)]


def is_stalled(queue: QueueFacts, reading: Reading) -> bool:
    """Return whether jobs wait and none of the queue runs or ends."""
    if not queue.waiting or queue.running or queue.oldest_at is None:
        return False
    return reading.at - queue.oldest_at >= PATIENCE and not queue.ended_a_minute


def _problem(queue: QueueFacts, reading: Reading) -> Problem:
    if queue.paused_since:
        reason = f": {queue.paused_reason}" if queue.paused_reason else ""
        cause = f"{queue.paused_by} paused it{reason}"
        action = Action(f"Resume {queue.name}", f"/queues/{queue.name}/resume", is_post=True)
        weight = Weight.WARNING
    else:
        cause, action = _why(queue, reading)
        weight = Weight.CRITICAL
    return Problem(
        kind=STALLED.name,
        subject=queue.name,
        weight=weight,
        what=f"The queue {queue.name} stands still",
        since=max((at for at in (queue.oldest_at, queue.paused_since) if at), default=None),
        cause=cause,
        action=action,
        jobs_hit=queue.waiting,
        reach=Reach.QUEUE,
    )


def _why(queue: QueueFacts, reading: Reading) -> tuple[str, Action]:
    if reading.workers_there == 0:
        return "no worker is running", Action("Look at the workers", "/workers")
    if queue.busy_with and queue.held_by.startswith(queue.busy_with):
        return queue.held_by, Action("Look at the workers", "/workers")
    if queue.held_by:
        return queue.held_by, Action("Look at the job types", "/job-types")
    return "workers are running, but take nothing from it", Action("Look at the workers", "/workers")


STALLED = Kind(
    name="queue-stalled",
    meaning="Jobs wait in a queue, the oldest for two minutes or more, while none of its jobs runs or ends.",
    first_look="Does a worker run and listen on this queue? Is the queue or its job type paused, or a circuit open?",
    find=_find,
    rule="QueueBacklog",
)
