"""Health of the alerts themselves: who evaluates them cannot tell that nobody does."""

from datetime import datetime, timedelta

from sqlalchemy import func, select

from fsp.clock import AHEAD_AT_MOST
from fsp.extensions import db, end_reading
from fsp.health.component import UNKNOWN, Component
from fsp.models.alert_evaluation import AlertEvaluation

SILENCE_LIMIT = timedelta(minutes=11)
"""Two rounds of five minutes, and a minute for the round itself."""


def check_evaluator(now: datetime) -> Component:
    """Look at when alerts were evaluated last."""
    last = db.session.scalar(select(func.max(AlertEvaluation.tick)))
    end_reading()
    if last is None:
        return Component("alerts", UNKNOWN, "Alerts were not evaluated yet; they are every five minutes.")
    if last - now > AHEAD_AT_MOST:
        ahead = (last - now).total_seconds() / 60
        told = f"Alerts were evaluated {ahead:.0f} min in the future: a clock was put back. Look at the clocks."
        return Component("alerts", "degraded", told, details={"lastEvaluationAgeSeconds": -round(ahead * 60)})
    minutes = max(0.0, (now - last).total_seconds() / 60)
    details = {"lastEvaluationAgeSeconds": round(minutes * 60)}
    if now - last > SILENCE_LIMIT:
        told = f"The alert evaluator is silent for {minutes:.0f} min; nobody would be told. Look at the workers."
        return Component("alerts", "degraded", told, details=details)
    return Component("alerts", "healthy", f"Alerts were evaluated {minutes:.0f} min ago.", details=details)
