"""The alerts that go on as problems of the overview: those that no other problem says or explains."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from fsp.alerts.history import active_alerts
from fsp.alerts.judgement import Judgement, Verdict
from fsp.alerts.rules.performance import PERFORMANCE_REGRESSION
from fsp.conditions.catalogue import KINDS
from fsp.conditions.finding import Action, Problem, Weight
from fsp.conditions.ranking import clock_doubt
from fsp.health.component import Component
from fsp.models.alert import Alert, Severity
from fsp.web.overview.judged_now import judge_now
from fsp.web.overview.likely import Likely, commonest_errors, likely_of
from fsp.web.overview.machinery import Machinery

_WEIGHTS = {"critical": Weight.CRITICAL, "error": Weight.SERIOUS}

_EXPLAINED = {
    "worker-dead": frozenset({"QueueBacklog", "JobsStuck", "ScheduleMissed", "ScheduleOverrun"}),
    "slots-held": frozenset({"QueueBacklog", "ScheduleOverrun"}),
    "scheduler-dead": frozenset({"ScheduleMissed"}),
    "circuit-open": frozenset({"JobFailures"}),
    "retry-storm": frozenset({"JobFailures"}),
}
"""By kind of problem, the rules whose alerts only follow from it."""

_STOPPED = frozenset({"worker-dead", "slots-held"})
"""Kinds that explain alerts only when they stop everything: one dead worker of several explains no backlog."""

_OF_REDIS = frozenset(
    {"QueueBacklog", "JobFailures", "PlatformFailures", "CircuitOpen", "JobsStuck", "SchedulerSilent"}
)
"""Rules judged from Redis: while it does not answer, their alerts cannot be checked."""

_BY_THE_CLOCK = frozenset({"QueueBacklog", "JobsStuck", "SchedulerSilent", "ScheduleMissed", "ScheduleOverrun"})
"""Rules judged by how long ago something was."""


def with_alerts(
    problems: Sequence[Problem], machinery: Machinery | None, health: Sequence[Component], now: datetime
) -> list[Problem]:
    """Add the alerts that go on and that no problem says or explains already, each as its rule judges it now."""
    alerts = [
        alert
        for alert in active_alerts()
        if is_problem(alert.rule, Severity(alert.severity), labels=alert.labels or {}, problems=problems)
    ]
    errors = commonest_errors({alert.labels["job_type"] for alert in alerts if "job_type" in (alert.labels or {})}, now)
    doubts = {rule: doubt for rules, doubt in _doubts(problems, machinery) for rule in rules}
    judged = judge_now(alerts, machinery, health, now)
    added = []
    for alert in alerts:
        now_is = judged.get(alert.fingerprint)
        likely = likely_of(alert, errors, machinery, now_is)
        added.append(_of_alert(alert, likely, doubts.get(alert.rule, ""), now_is))
    return [*problems, *added]


def is_problem(rule: str, severity: Severity, *, labels: Mapping[str, str], problems: Sequence[Problem]) -> bool:
    """Return whether an alert that goes on is a problem of its own.

    The warning of a slowdown that is only confirmed is not: see SLOWER_FROM in facts_of_runs.py.
    """
    if rule == PERFORMANCE_REGRESSION.name and severity == Severity.WARNING:
        return False
    return not any(_says(found, rule, labels) or _explains(found, rule, labels) for found in problems)


def _says(problem: Problem, rule: str, labels: Mapping[str, str]) -> bool:
    kind = next((kind for kind in KINDS if kind.name == problem.kind), None)
    if kind is None:
        return False
    if rule == "ComponentUnhealthy":
        return bool(kind.component) and kind.component == labels.get("component")
    return bool(kind.rule) and kind.rule == rule and _is_about(problem, labels)


def _explains(problem: Problem, rule: str, labels: Mapping[str, str]) -> bool:
    if problem.kind in _STOPPED and problem.subject != "all":
        return False
    return rule in _EXPLAINED.get(problem.kind, ()) and _is_about(problem, labels)


def _is_about(problem: Problem, labels: Mapping[str, str]) -> bool:
    """Return whether problem and alert have the same subject, as far as the alert names one."""
    named = labels.get("job_type") or labels.get("queue") or labels.get("platform")
    return named is None or problem.subject in {"all", named}


def _doubts(problems: Sequence[Problem], machinery: Machinery | None) -> list[tuple[frozenset[str], str]]:
    clock = clock_doubt(problems)
    doubts = [(_BY_THE_CLOCK, clock)] if clock else []
    return doubts if machinery else [*doubts, (_OF_REDIS, "not certain while Redis does not answer")]


def _of_alert(alert: Alert, likely: Likely, doubt: str, judged: Judgement | None) -> Problem:
    is_clearing = judged is not None and judged.verdict is Verdict.FINE
    return Problem(
        kind="alert",
        subject=alert.fingerprint,
        weight=Weight.WARNING if is_clearing else _WEIGHTS.get(str(alert.severity), Weight.WARNING),
        what=f"{alert.title} (clearing)" if is_clearing else judged.title if judged else alert.title,
        since=alert.started_at,
        cause=likely.cause,
        action=Action("Open the alert", f"/alerts/{alert.id}"),
        jobs_hit=likely.jobs,
        rule=alert.rule,
        doubt=doubt,
    )
