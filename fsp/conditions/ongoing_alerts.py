"""Active alerts as problems: those that no other finding covers, each as its rule evaluates it now."""

from collections.abc import Iterator, Mapping, Sequence

from fsp.amounts import number
from fsp.conditions.catalogue import find_rule
from fsp.conditions.facts.outcomes import AlertFacts, ErrorFacts
from fsp.conditions.finding import SYSTEM, Acknowledgement, Action, Earlier, Finding, Subject, SubjectKind, Verdict
from fsp.conditions.queue_words import why_waiting
from fsp.conditions.ranking import STOP_EVERYTHING, clock_doubt
from fsp.conditions.snapshot import Snapshot
from fsp.models.alert_kinds import Severity

NAME = "alert"

EXPLAINED = {
    "queue-stalled": frozenset({"QueueBacklog"}),
    "backlog": frozenset({"QueueBacklog"}),
    "worker-dead": frozenset({"QueueBacklog", "JobsStuck", "ScheduleMissed", "ScheduleOverrun"}),
    "slots-held": frozenset({"QueueBacklog", "ScheduleOverrun"}),
    "scheduler-dead": frozenset({"ScheduleMissed"}),
    "circuit-open": frozenset({"JobFailures"}),
    "retry-storm": frozenset({"JobFailures"}),
    "destination-paused": frozenset({"PostsLate", "SlowPublishing"}),
    "destination-down": frozenset({"PostsLate", "SlowPublishing", "PlatformFailures"}),
    "installation-copied": frozenset({"PostsLate"}),
    "posts-late": frozenset({"SlowPublishing"}),
}
"""Rule → the alerts that are only consequences of its findings."""

OF_REDIS = frozenset({"QueueBacklog", "JobFailures", "PlatformFailures", "CircuitOpen", "JobsStuck", "SchedulerSilent"})
"""Alerts that depend on Redis. While it is down, they cannot be checked."""

BY_THE_CLOCK = frozenset({"QueueBacklog", "JobsStuck", "SchedulerSilent", "ScheduleMissed", "ScheduleOverrun"})
"""Alerts that depend on ages."""

SLOWDOWN = "PerformanceRegression"


def alert_findings(snapshot: Snapshot, problems: Sequence[Finding], judged: Mapping[str, Finding]) -> Iterator[Finding]:
    """Return the alerts that are separate problems. `judged` has the current findings of the rules, by fingerprint."""
    for alert in snapshot.alerts:
        if is_problem(alert.rule, alert.severity, labels=dict(alert.labels), problems=problems):
            yield _finding(alert, snapshot, judged.get(alert.fingerprint), _doubt(alert.rule, snapshot, problems))


def is_problem(rule: str, severity: Severity, *, labels: Mapping[str, str], problems: Sequence[Finding]) -> bool:
    """Return whether an active alert is a separate problem. A slowdown that is only confirmed is not."""
    if rule == SLOWDOWN and severity is Severity.WARNING:
        return False
    return not any(_says(problem, rule, labels) or _explains(problem, rule, labels) for problem in problems)


def _says(problem: Finding, alert_name: str, labels: Mapping[str, str]) -> bool:
    rule = find_rule(problem.rule)
    if rule is None:
        return False
    if alert_name == "ComponentUnhealthy":
        return bool(rule.component) and rule.component == labels.get("component")
    return rule.alert is not None and rule.alert.name == alert_name and _is_about(problem, labels)


def _explains(problem: Finding, alert_name: str, labels: Mapping[str, str]) -> bool:
    if problem.rule in STOP_EVERYTHING and problem.subject != SYSTEM:
        return False
    return alert_name in EXPLAINED.get(problem.rule, ()) and _is_about(problem, labels)


def _is_about(problem: Finding, labels: Mapping[str, str]) -> bool:
    """Return whether problem and alert have the same subject, as far as the alert names one."""
    named = labels.get("job_type") or labels.get("queue") or labels.get("platform") or labels.get("destination")
    return named is None or problem.subject.name in {SYSTEM.name, named}


def _doubt(alert_name: str, snapshot: Snapshot, problems: Sequence[Finding]) -> str:
    if alert_name in OF_REDIS and snapshot.redis is not None and not snapshot.redis.answers:
        return "uncertain while Redis is not responding"
    return clock_doubt(problems) if alert_name in BY_THE_CLOCK else ""


def _finding(alert: AlertFacts, snapshot: Snapshot, now_is: Finding | None, doubt: str) -> Finding:
    now_is = None if now_is is None or now_is.verdict is Verdict.NO_DATA else now_is
    is_clearing = now_is is not None and now_is.verdict is Verdict.FINE
    words, earlier = _why(alert, now_is)
    errors = [error for error in snapshot.errors if error.job_type == dict(alert.labels).get("job_type")]
    held, jobs = _of_subject(alert, snapshot)
    return Finding(
        rule=NAME,
        subject=Subject(SubjectKind.ALERT, alert.fingerprint),
        severity=Severity.WARNING if is_clearing else alert.severity,
        summary=f"{alert.title} (clearing)" if is_clearing else _title(alert, now_is),
        since=alert.started_at,
        cause="; ".join(part for part in (*map(_in_words, errors), held, words) if part),
        error=errors[0].error if errors else "",
        earlier=earlier,
        acknowledged=Acknowledgement(alert.acknowledged_by, alert.acknowledged_at) if alert.acknowledged_by else None,
        action=_action(alert),
        details_url=f"/alerts/{alert.id}",
        jobs_hit=jobs,
        alert=alert.rule,
        doubt=doubt,
    )


def _action(alert: AlertFacts) -> Action:
    """Return the action: acknowledge the alert, or open it if somebody has acknowledged it."""
    page = f"/alerts/{alert.id}"
    return (
        Action("Open alert", page)
        if alert.acknowledged_by
        else Action("Acknowledge", f"{page}/acknowledge", is_post=True)
    )


def _title(alert: AlertFacts, now_is: Finding | None) -> str:
    rule = find_rule(now_is.rule) if now_is else None
    return rule.alert.title_of(now_is) if now_is and rule and rule.alert else alert.title


def _of_subject(alert: AlertFacts, snapshot: Snapshot) -> tuple[str, int | None]:
    """Return what blocks the queue of an alert, and the number of affected jobs: waiting or failed ones."""
    labels = dict(alert.labels)
    queue = next((queue for queue in snapshot.queues or () if queue.name == labels.get("queue")), None)
    if queue is not None:
        return why_waiting(queue), queue.waiting
    failed = (facts.failed for facts in snapshot.job_types or () if facts.job_type == labels.get("job_type"))
    return "", next(failed, None)


def _why(alert: AlertFacts, now_is: Finding | None) -> tuple[str, Earlier | None]:
    """Return the current state in words, and what was found earlier if that is no longer bad."""
    if now_is is not None and now_is.verdict is not Verdict.FINE:
        return now_is.why, None
    now_words = f"now: {now_is.why}" if now_is else ""
    if not alert.why or alert.why == alert.title:
        return now_words, None
    if alert.evaluated_at is None:
        return "; ".join(part for part in (now_words, alert.why) if part), None
    return now_words, Earlier(alert.evaluated_at, alert.why)


def _in_words(error: ErrorFacts) -> str:
    # Failures are also counted over the last hour, so that the two numbers are comparable.
    span = "the last hour" if error.is_of_last_hour else "the last 24 hours"
    return f"most common error of {span}: {number(error.jobs)} job{'s' if error.jobs != 1 else ''}"
