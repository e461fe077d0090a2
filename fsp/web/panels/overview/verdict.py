"""The problems of the first screen in their order, and its one sentence."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from fsp.alerts.history import active_alerts
from fsp.alerts.rules.performance import PERFORMANCE_REGRESSION
from fsp.content.wording import duration, number
from fsp.health.problems.catalogue import KINDS
from fsp.health.problems.database_away import AWAY
from fsp.health.problems.problem import Action, Problem, Weight
from fsp.health.problems.redis_down import DOWN
from fsp.health.problems.worker_dead import DEAD
from fsp.models.alert import Alert, Severity
from fsp.web.panels.overview.likely import Likely, commonest_errors, likely_of
from fsp.web.panels.overview.machinery import Machinery

SHOWN = 5
STOPS_EVERYTHING = frozenset({DOWN.name, AWAY.name, DEAD.name})
"""What else is as bad may well follow from it, whenever it began."""

_WEIGHTS = {"critical": Weight.CRITICAL, "error": Weight.SERIOUS}


@dataclass(frozen=True)
class Verdict:
    """How things are, in one sentence, since when; `key` changes only when what is wrong does."""

    tone: str
    words: str
    since: datetime | None
    key: str


def with_alerts(problems: Sequence[Problem], machinery: Machinery | None, now: datetime) -> list[Problem]:
    """Add the alerts that go on and of which no problem tells already."""
    told = {kind.rule for kind in KINDS if any(problem.kind == kind.name for problem in problems)}
    alerts = [alert for alert in active_alerts() if is_problem(alert.rule, Severity(alert.severity), told)]
    errors = commonest_errors({alert.labels["job_type"] for alert in alerts if "job_type" in (alert.labels or {})}, now)
    return [*problems, *(_of_alert(alert, likely_of(alert, errors, machinery)) for alert in alerts)]


def is_problem(rule: str, severity: Severity, told: Collection[str]) -> bool:
    """Return whether an alert that goes on is one, `told` being the rules of which problems tell already.

    The warning of a slowdown that is only confirmed is not: see SLOWER_FROM in facts_of_runs.py.
    """
    return rule not in told and (rule != PERFORMANCE_REGRESSION.name or severity != Severity.WARNING)


def in_order(problems: Sequence[Problem], now: datetime) -> list[Problem]:
    """Return the worst first, of equals what stops everything, then the oldest."""

    def rank(found: Problem) -> tuple[int, bool, float, str]:
        return -found.weight, found.kind not in STOPS_EVERYTHING, (found.since or now).timestamp(), found.name

    return sorted(problems, key=rank)


def verdict_of(problems: Sequence[Problem], machinery: Machinery | None) -> Verdict:
    """Return the sentence."""
    if not problems:
        return Verdict("good", _all_clear(machinery), None, "all clear")
    tone = "bad" if any(problem.weight > Weight.WARNING for problem in problems) else "warn"
    since = min((problem.since for problem in problems if problem.since), default=None)
    return Verdict(tone, _named(problems), since, " ".join(sorted(problem.name for problem in problems)))


def _named(problems: Sequence[Problem]) -> str:
    named = [problem.what for problem in problems[:2]]
    rest = len(problems) - len(named)
    return "; ".join(named) + (f"; and {rest} more" if rest else "")


def _all_clear(machinery: Machinery | None) -> str:
    if machinery is None:
        return ""
    ended = sum(span.ended for span in machinery.last_hour.values())
    oldest = max((queue.oldest_age_seconds or 0.0 for queue in machinery.queues), default=0.0)
    waits = f"the oldest waits {duration(round(oldest))}" if any(q.waiting + q.parked for q in machinery.queues) else ""
    return f"{number(ended)} jobs in the last hour, {waits or 'nothing waits'}."


def _of_alert(alert: Alert, likely: Likely) -> Problem:
    return Problem(
        kind="alert",
        subject=alert.fingerprint,
        weight=_WEIGHTS.get(str(alert.severity), Weight.WARNING),
        what=alert.title,
        since=alert.started_at,
        cause=likely.cause,
        action=Action("Open the alert", f"/alerts/{alert.id}"),
        jobs_hit=likely.jobs,
    )
