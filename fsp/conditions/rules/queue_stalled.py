"""A stalled queue: jobs are waiting, and none is running or finishing."""

from fsp.conditions.facts.work import QueueFacts
from fsp.conditions.finding import Action, Finding, Reach, Subject, SubjectKind
from fsp.conditions.limits import STALLED_FOR
from fsp.conditions.queue_words import first_causes
from fsp.conditions.rule import Rule
from fsp.conditions.snapshot import Snapshot
from fsp.models.alert_kinds import Severity
from fsp.queueing.blocker import BlockerKind

NAME = "queue-stalled"
_WORKERS, _TYPES = Action("View workers", "/workers"), Action("View job types", "/job-types")
_START = Action("Start a worker", "/workers", command="fsp worker")


def _find(snapshot: Snapshot) -> list[Finding]:
    return [_finding(queue, snapshot) for queue in snapshot.queues or () if is_stalled(queue, snapshot)]


def is_stalled(queue: QueueFacts, snapshot: Snapshot) -> bool:
    """Return whether jobs wait and none of the queue runs or finishes."""
    if not queue.waiting or queue.running or queue.oldest_at is None:
        return False
    return snapshot.at - queue.oldest_at >= STALLED_FOR and not queue.completions


def _finding(queue: QueueFacts, snapshot: Snapshot) -> Finding:
    cause, action = _why(queue, snapshot)
    return Finding(
        rule=NAME,
        subject=Subject(SubjectKind.QUEUE, queue.name),
        severity=Severity.WARNING if queue.paused_since else Severity.CRITICAL,
        summary=f"Queue {queue.name} is stalled",
        since=max((at for at in (queue.oldest_at, queue.paused_since) if at), default=None),
        cause=cause,
        action=action,
        details_url=f"/jobs?queue={queue.name}",
        jobs_hit=queue.waiting,
        reach=Reach.QUEUE,
    )


def _why(queue: QueueFacts, snapshot: Snapshot) -> tuple[str, Action]:
    if queue.paused_since:
        reason = f": {queue.paused_reason}" if queue.paused_reason else ""
        resume = Action(f"Resume {queue.name}", f"/queues/{queue.name}/resume", is_post=True)
        return f"paused by {queue.paused_by}{reason}", resume
    if snapshot.workers_there == 0:
        return "no workers are running", _START
    if queue.blockers:
        is_by_busy_workers = queue.blockers[0].kind is BlockerKind.BUSY
        return first_causes(queue.blockers), _WORKERS if is_by_busy_workers else _TYPES
    return "workers are online but take no jobs from this queue", _START


QUEUE_STALLED = Rule(
    name=NAME,
    meaning="Jobs have been waiting for at least two minutes, and none is running or finishing.",
    first_look="Check that a worker is running and listens on this queue, and that no pause or "
    "open circuit breaker blocks it.",
    find=_find,
)
