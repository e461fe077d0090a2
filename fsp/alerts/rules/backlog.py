"""Queue backlog: more than 100 waiting, or work that waits too long however little it is."""

from fsp.alerts.judgement import Judgement, Verdict
from fsp.alerts.reading import QueueStatistics, Reading
from fsp.alerts.rules.rule import Rule
from fsp.models.alert import AlertType, Severity

LIMIT = 100
CLEARS_AT = 80
OLDEST_SECONDS = 900.0
CLEARS_OLDEST_SECONDS = 600.0
DRAIN_SECONDS = 3600.0

HELD_ADVICE = "End what holds its jobs: a pause, or the errors that opened a circuit. They start when that is over."
"""More workers would change nothing."""


def _backlog(rule: Rule, reading: Reading) -> list[Judgement] | None:
    if reading.queues is None:
        return None
    return [_judge(rule, queue) for queue in reading.queues]


def _judge(rule: Rule, queue: QueueStatistics) -> Judgement:
    age = queue.oldest_age_seconds or 0.0
    is_stuck = queue.waiting > 0 and age >= OLDEST_SECONDS
    is_long = queue.waiting > LIMIT
    drains = "nothing completes" if queue.drain_seconds is None else f"done in {queue.drain_seconds / 60:.0f} min"
    waits = f"{queue.waiting} wait, the oldest for {age / 60:.0f} min, {drains}" if queue.waiting else "nothing waits"
    why = f"{waits}; the limit is {LIMIT} or 15 min"
    if queue.held_by:
        why = f"{why}; {queue.held_by}"
    if is_stuck or is_long:
        verdict = Verdict.BAD
    elif queue.waiting > CLEARS_AT or (queue.waiting > 0 and age >= CLEARS_OLDEST_SECONDS):
        verdict, why = Verdict.BETWEEN, f"{why}, and it ends at {CLEARS_AT} and 10 min"
    else:
        verdict = Verdict.FINE
    is_slow = is_long and (queue.drain_seconds is None or queue.drain_seconds > DRAIN_SECONDS)
    return rule.says(
        verdict,
        why,
        title=f"Work piles up in the queue {queue.name}",
        severity=Severity.ERROR if is_stuck or is_slow else Severity.WARNING,
        labels=(("queue", queue.name),),
        value=float(queue.waiting),
        n=queue.waiting,
        threshold=float(LIMIT),
        advice=HELD_ADVICE if queue.held_by else "",
    )


QUEUE_BACKLOG = Rule(
    name="QueueBacklog",
    alert_type=AlertType.QUEUE_BACKLOG,
    severity=Severity.WARNING,
    meaning="Work piles up in a queue",
    advice=(
        "Look whether workers run, and whether a pause or an open circuit holds the jobs. "
        "Only if neither does, start more workers."
    ),
    judge=_backlog,
    absent=Verdict.NO_DATA,
)
