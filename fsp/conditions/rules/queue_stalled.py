"""A queue that stands still: jobs wait, none runs and none has ended."""

from fsp.conditions.facts.work import QueueFacts
from fsp.conditions.finding import Action, Finding, Reach, Subject, SubjectKind
from fsp.conditions.limits import STALLED_FOR
from fsp.conditions.queue_words import first_causes
from fsp.conditions.rule import Rule
from fsp.conditions.snapshot import Snapshot
from fsp.models.alert_kinds import Severity
from fsp.queueing.blocker import BlockerKind

NAME = "queue-stalled"
_WORKERS, _TYPES = Action("Look at the workers", "/workers"), Action("Look at the job types", "/job-types")


def _find(snapshot: Snapshot) -> list[Finding]:
    return [_finding(queue, snapshot) for queue in snapshot.queues or () if is_stalled(queue, snapshot)]


def is_stalled(queue: QueueFacts, snapshot: Snapshot) -> bool:
    """Return whether jobs wait and none of the queue runs or ends."""
    if not queue.waiting or queue.running or queue.oldest_at is None:
        return False
    return snapshot.at - queue.oldest_at >= STALLED_FOR and not queue.completions


def _finding(queue: QueueFacts, snapshot: Snapshot) -> Finding:
    cause, action = _why(queue, snapshot)
    return Finding(
        rule=NAME,
        subject=Subject(SubjectKind.QUEUE, queue.name),
        severity=Severity.WARNING if queue.paused_since else Severity.CRITICAL,
        summary=f"The queue {queue.name} stands still",
        since=max((at for at in (queue.oldest_at, queue.paused_since) if at), default=None),
        cause=cause,
        action=action,
        jobs_hit=queue.waiting,
        reach=Reach.QUEUE,
    )


def _why(queue: QueueFacts, snapshot: Snapshot) -> tuple[str, Action]:
    if queue.paused_since:
        reason = f": {queue.paused_reason}" if queue.paused_reason else ""
        resume = Action(f"Resume {queue.name}", f"/queues/{queue.name}/resume", is_post=True)
        return f"{queue.paused_by} paused it{reason}", resume
    if snapshot.workers_there == 0:
        return "no worker is running", _WORKERS
    if queue.blockers:
        is_by_busy_workers = queue.blockers[0].kind is BlockerKind.BUSY
        return first_causes(queue.blockers), _WORKERS if is_by_busy_workers else _TYPES
    return "workers are running, but take nothing from it", _WORKERS


QUEUE_STALLED = Rule(
    name=NAME,
    meaning="Jobs wait in a queue, the oldest for two minutes or more, while none of its jobs runs or ends.",
    first_look="Does a worker run and listen on this queue? Is the queue or its job type paused, or a circuit open?",
    find=_find,
)
