"""A queue with many jobs waiting: how many, how fast it empties, or that it does not."""

from datetime import timedelta

from fsp.amounts import duration, number
from fsp.conditions.finding import Action, Kind, Problem, Reach, Weight
from fsp.conditions.rules.queue_stalled import is_stalled
from fsp.conditions.snapshot import QueueFacts, Reading

MIN_WAITING = 100
"""More than these, as for the alert."""

MANY = 1_000
PATIENCE = timedelta(seconds=60)
"""A burst that is gone within a minute is none; MANY are reported at once."""

LONG = timedelta(hours=1)


def _find(reading: Reading) -> list[Problem]:
    return [_problem(queue, reading) for queue in reading.queues or () if _is_backlog(queue, reading)]


def _is_backlog(queue: QueueFacts, reading: Reading) -> bool:
    # What a pause or a circuit stops is that problem's; jobs more than those wait for room.
    waiting = queue.waiting - queue.stopped
    if waiting <= MIN_WAITING or queue.paused_by or is_stalled(queue, reading):
        return False
    is_old = queue.oldest_at is not None and reading.at - queue.oldest_at >= PATIENCE
    empty_in = seconds_to_empty(queue)
    return (is_old or waiting >= MANY) and (empty_in is None or empty_in > PATIENCE.total_seconds())


def seconds_to_empty(queue: QueueFacts) -> float | None:
    """Return how long until nothing waits if it goes on so; None if that does not come, or is not known."""
    if queue.came_a_minute is None or queue.ended_a_minute is None or queue.ended_a_minute <= queue.came_a_minute:
        return None
    return queue.waiting / (queue.ended_a_minute - queue.came_a_minute) * 60


def _problem(queue: QueueFacts, reading: Reading) -> Problem:
    empty_in = seconds_to_empty(queue)
    is_slow = empty_in is None or empty_in > LONG.total_seconds()
    return Problem(
        kind=BACKLOG.name,
        subject=queue.name,
        weight=Weight.SERIOUS if is_slow and queue.ended_a_minute is not None else Weight.WARNING,
        what=f"{number(queue.waiting)} jobs wait in the queue {queue.name}",
        since=queue.oldest_at or reading.at,
        cause="; ".join(part for part in (_flow(queue, empty_in), queue.busy_with) if part),
        action=Action("Look at the workers", "/workers"),
        jobs_hit=queue.waiting,
        reach=Reach.QUEUE,
    )


def _flow(queue: QueueFacts, empty_in: float | None) -> str:
    came, ended = queue.came_a_minute, queue.ended_a_minute
    if came is None or ended is None:
        return "how fast it empties is not known yet"
    if not ended:
        return "nothing moves: no job of it ended in the last minute"
    rates = f"{number(round(came))}/min in, {number(round(ended))}/min out"
    if empty_in is None:
        return f"arrivals exceed completions ({rates})" if came > ended else f"it does not get shorter ({rates})"
    return f"it empties in {duration(round(empty_in))} if it goes on so ({rates})"


BACKLOG = Kind(
    name="backlog",
    meaning="More than 100 jobs wait in a queue and will not be gone within a minute.",
    first_look="Are there more jobs than usual, or are they slower? With every slot busy, start more workers; with "
    "free slots, look at what holds its job types.",
    find=_find,
    rule="QueueBacklog",
)
