"""Writes an alert's row: created when it fires, updated, and closed when it resolves."""

from datetime import datetime

from fsp.alerts.decision import Decision
from fsp.alerts.machine import shown_state
from fsp.models.alert import Alert
from fsp.models.alert_kinds import AlertState, Severity
from fsp.stores import db


def record_episode(decision: Decision, alert_id: int | None, now: datetime) -> int | None:
    """Write a decision to its episode; return the alert's number, or None without an episode."""
    alert = db.session.get(Alert, alert_id) if alert_id is not None else None
    if decision.after.is_active:
        alert = alert or _begin(decision, now)
        _bring_up_to_date(alert, decision, now)
    elif alert is not None:
        alert.state, alert.resolved_at = AlertState.RESOLVED, now
        alert.version += 1
    db.session.flush()
    return alert.id if alert else None


def _begin(decision: Decision, now: datetime) -> Alert:
    candidate = decision.candidate
    alert = Alert(
        fingerprint=candidate.fingerprint,
        rule=candidate.rule,
        alert_type=candidate.alert_type,
        severity=decision.after.severity,
        state=AlertState.FIRING,
        title=candidate.title,
        labels=dict(candidate.labels),
        started_at=decision.after.started_at or now,
        version=0,
    )
    db.session.add(alert)
    return alert


def _bring_up_to_date(alert: Alert, decision: Decision, now: datetime) -> None:
    candidate, after = decision.candidate, decision.after
    alert.state = shown_state(after, now)
    alert.severity = max(Severity(alert.severity), after.severity, key=lambda severity: severity.rank)
    alert.details = {
        "severity_now": after.severity,
        **candidate.numbers,
        "at": now.isoformat(),
        "advice": candidate.advice,
        "suppressed_by": after.suppressed_by,
        "is_flapping": after.is_flapping,
        "held_by": decision.held_by,
        "affects": list(after.affects),
    }
    alert.version += 1
