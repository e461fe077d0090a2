"""Health of the alert evaluation, checked from outside: an evaluator cannot report that it stopped."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from fsp.clock import MAX_AHEAD
from fsp.conditions.limits import EVALUATOR_SILENT_FOR
from fsp.health.component import UNKNOWN, Component
from fsp.models.alert_evaluation import AlertEvaluation
from fsp.stores import db, reading


@dataclass
class EvaluatorCheck:
    """Checks the evaluator. If it never ran, its silence counts from the first check."""

    _first_check: datetime | None = None

    def __call__(self, now: datetime) -> Component:
        """Check once."""
        self._first_check = self._first_check or now
        return check_evaluator(now, missed_since=self._first_check)


def check_evaluator(now: datetime, *, missed_since: datetime | None = None) -> Component:
    """Check when alerts were last evaluated. `missed_since` is when the absence was first noticed."""
    with reading():
        last = db.session.scalar(select(func.max(AlertEvaluation.tick)))
    if last is None and missed_since is not None and now - missed_since > EVALUATOR_SILENT_FOR:
        minutes = (now - missed_since).total_seconds() / 60
        message = (
            f"Alerts were never evaluated in {minutes:.0f} min; no notifications are being sent. Check the scheduler."
        )
        return Component("alerts", "degraded", message)
    if last is None:
        return Component("alerts", UNKNOWN, "Not evaluated yet. Alerts are evaluated every 5 minutes.")
    if last - now > MAX_AHEAD:
        ahead = (last - now).total_seconds() / 60
        message = f"Alerts were evaluated {ahead:.0f} min in the future: a clock was set back. Check the clocks."
        return Component("alerts", "degraded", message, details={"lastEvaluationAgeSeconds": -round(ahead * 60)})
    minutes = max(0.0, (now - last).total_seconds() / 60)
    details = {"lastEvaluationAgeSeconds": round(minutes * 60)}
    if now - last > EVALUATOR_SILENT_FOR:
        message = (
            f"Alerts were last evaluated {minutes:.0f} min ago; no notifications are being sent. Check the workers."
        )
        return Component("alerts", "degraded", message, details=details)
    return Component("alerts", "healthy", f"Alerts were evaluated {minutes:.0f} min ago.", details=details)
