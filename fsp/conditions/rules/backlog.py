"""A queue with many jobs waiting: how many, and how fast it empties, if it does.

This is the overview's rule; the alert has its own, `queue_backlog`. Here a paused or stalled queue is a separate
problem, jobs behind a gate do not count, and a burst is ignored. The alert judges every queue by all its jobs and by
the age of the oldest, and clears at lower limits. Sharing one rule would change when the alert fires.
"""

from fsp.amounts import duration, number
from fsp.conditions.facts.work import QueueFacts
from fsp.conditions.finding import Action, Finding, Numbers, Reach, Subject, SubjectKind
from fsp.conditions.limits import BURST, MANY_WAITING, MAX_EMPTYING, MAX_WAITING
from fsp.conditions.rule import Rule
from fsp.conditions.rules.queue_stalled import is_stalled
from fsp.conditions.snapshot import Snapshot
from fsp.models.alert_kinds import Severity
from fsp.queueing.blocker import BlockerKind

NAME = "backlog"


def _find(snapshot: Snapshot) -> list[Finding]:
    return [_finding(queue, snapshot) for queue in snapshot.queues or () if _is_backlog(queue, snapshot)]


def _is_backlog(queue: QueueFacts, snapshot: Snapshot) -> bool:
    # Jobs stopped by a pause or a circuit belong to that problem. The others wait for capacity.
    waiting = queue.waiting - queue.stopped
    if waiting <= MAX_WAITING or queue.paused_by or is_stalled(queue, snapshot):
        return False
    is_old = queue.oldest_at is not None and snapshot.at - queue.oldest_at >= BURST
    empty_in = queue.seconds_to_empty
    return (is_old or waiting >= MANY_WAITING) and (empty_in is None or empty_in > BURST.total_seconds())


def _finding(queue: QueueFacts, snapshot: Snapshot) -> Finding:
    empty_in = queue.seconds_to_empty
    is_slow = empty_in is None or empty_in > MAX_EMPTYING.total_seconds()
    return Finding(
        rule=NAME,
        subject=Subject(SubjectKind.QUEUE, queue.name),
        severity=Severity.ERROR if is_slow and queue.completions is not None else Severity.WARNING,
        summary=f"{number(queue.waiting)} jobs are waiting in queue {queue.name}",
        since=queue.oldest_at or snapshot.at,
        cause="; ".join(part for part in (_flow(queue), *_busy_workers(queue)) if part),
        action=_action(queue),
        numbers=Numbers(queue.waiting, MAX_WAITING),
        jobs_hit=queue.waiting,
        reach=Reach.QUEUE,
    )


def _action(queue: QueueFacts) -> Action:
    if _busy_workers(queue):
        return Action("Start another worker", "/workers", command="fsp worker")
    return Action("View job types", "/job-types")


def _busy_workers(queue: QueueFacts) -> list[str]:
    return [blocker.words for blocker in queue.blockers if blocker.kind is BlockerKind.BUSY]


def _flow(queue: QueueFacts) -> str:
    arrivals, completions, empty_in = queue.arrivals, queue.completions, queue.seconds_to_empty
    if arrivals is None or completions is None:
        return "time to empty is not known yet"
    if not completions:
        return "no job has finished in the last minute"
    rates = f"{number(round(arrivals))}/min in, {number(round(completions))}/min out"
    if empty_in is None:
        return f"arrivals exceed completions ({rates})" if arrivals > completions else f"it is not shrinking ({rates})"
    return f"empty in about {duration(round(empty_in))} at the current rate ({rates})"


BACKLOG = Rule(
    name=NAME,
    meaning="More than 100 jobs are waiting in a queue and will not finish within a minute.",
    first_look="Check whether there are more jobs than usual or jobs are slower. If every slot is busy, add "
    "workers. If slots are free, check what blocks its job types.",
    find=_find,
)
