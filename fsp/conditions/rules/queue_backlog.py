"""A backed-up queue: more than 100 jobs, or any job that has been waiting too long.

This is the alert's rule; the overview has its own, `backlog`, which ignores bursts, jobs behind gates, and queues whose
pause or stall is a separate problem. Sharing one rule would change when the alert fires.
"""

from datetime import datetime

from fsp.conditions.facts.work import QueueFacts
from fsp.conditions.finding import Finding, Numbers, Subject, SubjectKind, Verdict
from fsp.conditions.limits import (
    MAX_EMPTYING,
    MAX_OLDEST_SECONDS,
    MAX_WAITING,
    OLDEST_CLEARS_AT_SECONDS,
    WAITING_CLEARS_AT,
)
from fsp.conditions.queue_words import not_startable_because
from fsp.conditions.rule import AlertPolicy, Rule
from fsp.conditions.snapshot import Snapshot
from fsp.models.alert_kinds import AlertType, Severity

NAME = "queue-backlog"
HELD_ADVICE = "Resume what is paused, or fix the errors that opened a circuit breaker. More workers do not help."
"""More workers would not help."""


def _find(snapshot: Snapshot) -> list[Finding] | None:
    return None if snapshot.queues is None else [_judge(queue, snapshot.at) for queue in snapshot.queues]


def _judge(queue: QueueFacts, now: datetime) -> Finding:
    age = max(0.0, (now - queue.oldest_at).total_seconds()) if queue.oldest_at else 0.0
    empty_in = queue.seconds_to_empty
    is_late = queue.waiting > 0 and age >= MAX_OLDEST_SECONDS
    is_slow = queue.waiting > MAX_WAITING and (empty_in is None or empty_in > MAX_EMPTYING.total_seconds())
    verdict = Verdict.FINE
    if is_late or queue.waiting > MAX_WAITING:
        verdict = Verdict.BAD
    elif queue.waiting > WAITING_CLEARS_AT or (queue.waiting > 0 and age >= OLDEST_CLEARS_AT_SECONDS):
        verdict = Verdict.BETWEEN
    return Finding(
        rule=NAME,
        subject=Subject(SubjectKind.QUEUE, queue.name),
        severity=Severity.ERROR if is_late or is_slow else Severity.WARNING,
        summary=f"Queue {queue.name} is backed up",
        cause=_measured(queue, age, verdict),
        verdict=verdict,
        numbers=Numbers(queue.waiting, MAX_WAITING, queue.waiting),
        jobs_hit=queue.waiting,
        advice=HELD_ADVICE if not_startable_because(queue) else "",
    )


def _measured(queue: QueueFacts, age: float, verdict: Verdict) -> str:
    empty_in = queue.seconds_to_empty
    empties = "nothing is finishing" if not queue.completions else "it is not shrinking"
    if empty_in is not None:
        empties = f"empty in {empty_in / 60:.0f} min"
    waits = (
        f"{queue.waiting} waiting, the oldest for {age / 60:.0f} min, {empties}"
        if queue.waiting
        else "no jobs are waiting"
    )
    parts = [f"{waits}; the limit is {MAX_WAITING} or 15 min", not_startable_because(queue)]
    ends = f", resolves at {WAITING_CLEARS_AT} and 10 min" if verdict is Verdict.BETWEEN else ""
    return "; ".join(part for part in parts if part) + ends


QUEUE_BACKLOG = Rule(
    name=NAME,
    meaning="A queue is backed up",
    first_look="Check that workers are running and that no pause or open circuit breaker blocks the jobs. If "
    "not, add workers.",
    find=_find,
    shown_from=None,
    alert=AlertPolicy("QueueBacklog", AlertType.QUEUE_BACKLOG, Severity.WARNING, absent=Verdict.NO_DATA),
)
