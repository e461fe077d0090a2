"""Work that piles up in a queue: more than 100 jobs, or work that waits too long however little it is.

This is the alert's rule; the overview has its own, `backlog`, which leaves out bursts, jobs behind gates, and queues
whose pause or stall is a problem already. Sharing one rule would change when the alert fires.
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
HELD_ADVICE = "End what holds its jobs: a pause, or the errors that opened a circuit. They start when that is over."
"""More workers would change nothing."""


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
        summary=f"Work piles up in the queue {queue.name}",
        cause=_measured(queue, age, verdict),
        verdict=verdict,
        numbers=Numbers(queue.waiting, MAX_WAITING, queue.waiting),
        jobs_hit=queue.waiting,
        advice=HELD_ADVICE if not_startable_because(queue) else "",
    )


def _measured(queue: QueueFacts, age: float, verdict: Verdict) -> str:
    empty_in = queue.seconds_to_empty
    empties = "nothing completes" if not queue.completions else "it does not get shorter"
    if empty_in is not None:
        empties = f"done in {empty_in / 60:.0f} min"
    waits = f"{queue.waiting} wait, the oldest for {age / 60:.0f} min, {empties}" if queue.waiting else "nothing waits"
    parts = [f"{waits}; the limit is {MAX_WAITING} or 15 min", not_startable_because(queue)]
    ends = f", and it ends at {WAITING_CLEARS_AT} and 10 min" if verdict is Verdict.BETWEEN else ""
    return "; ".join(part for part in parts if part) + ends


QUEUE_BACKLOG = Rule(
    name=NAME,
    meaning="Work piles up in a queue",
    first_look="Check that workers are running and that no pause or open circuit breaker blocks the jobs. If "
    "not, add workers.",
    find=_find,
    shown_from=None,
    alert=AlertPolicy("QueueBacklog", AlertType.QUEUE_BACKLOG, Severity.WARNING, absent=Verdict.NO_DATA),
)
