"""Manual actions on an alert: acknowledge and resolve."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import update

from fsp.alerts.candidate import Candidate
from fsp.alerts.decision import Decision
from fsp.alerts.outbox import write_notices
from fsp.alerts.stored import state_from_json, state_to_json
from fsp.alerts.watch_state import WatchState
from fsp.conditions.finding import SYSTEM, Finding, Verdict
from fsp.conditions.rule import AlertPolicy
from fsp.errors import Conflict, NotFound
from fsp.models.alert import Alert
from fsp.models.alert_kinds import AlertState, AlertType, NoticeKind, Severity
from fsp.models.alert_watch import AlertWatch
from fsp.stores import db, end_reading


def find_alert(alert_id: int) -> Alert:
    """Return an alert; raise NotFound if it does not exist."""
    db.session.expire_all()
    alert = db.session.get(Alert, alert_id)
    end_reading()
    if alert is None:
        raise NotFound(f"There is no alert {alert_id}; it may have been deleted by retention.")
    return alert


def acknowledge(alert: Alert, *, by: str, now: datetime) -> None:
    """Stop the reminders of an alert.

    A higher severity and the resolve are still sent. Raise Conflict if it is resolved.
    """
    watch = _open_watch(alert)
    _change(watch, replace(state_from_json(watch.memory), acknowledged_by=by), alert_id=alert.id, now=now)
    alert.acknowledged_by, alert.acknowledged_at = by, now
    alert.version += 1
    db.session.commit()


def resolve(alert: Alert, *, by: str, now: datetime, channels: Sequence[str]) -> None:
    """Resolve an alert manually and notify those who know of it. Raise Conflict if it is already resolved.

    If the problem persists, it fires again.
    """
    watch = _open_watch(alert)
    before = state_from_json(watch.memory)
    after = WatchState(conditions=before.conditions, is_flapping=before.is_flapping, flapped_at=before.flapped_at)
    _change(watch, after, alert_id=None, now=now)
    alert.state, alert.resolved_at, alert.resolved_by = AlertState.RESOLVED, now, by
    alert.version += 1
    if before.noticed_severity is not None:
        candidate = _candidate(alert, f"resolved by {by}")
        decision = Decision(candidate, before, after, NoticeKind.RESOLVED, now, "")
        key = f"by-hand:{alert.id}:{alert.version}"
        write_notices([decision], {alert.fingerprint: alert.id}, channels=channels, key=key, now=now)
    db.session.commit()


def _open_watch(alert: Alert) -> AlertWatch:
    db.session.expire_all()
    watch = db.session.get(AlertWatch, alert.fingerprint)
    if watch is None or watch.alert_id != alert.id or alert.state == AlertState.RESOLVED:
        db.session.rollback()
        raise Conflict(f"Alert {alert.id} is already resolved.")
    return watch


def _change(watch: AlertWatch, state: WatchState, *, alert_id: int | None, now: datetime) -> None:
    changed = db.session.execute(
        update(AlertWatch)
        .where(AlertWatch.fingerprint == watch.fingerprint, AlertWatch.version == watch.version)
        .values(memory=state_to_json(state), alert_id=alert_id, evaluated_at=now, version=watch.version + 1)
        .execution_options(synchronize_session=False)
    )
    if not changed.rowcount:  # type: ignore[attr-defined]
        db.session.rollback()
        raise Conflict("The alert has changed in the meantime. Try again.")


def _candidate(alert: Alert, why: str) -> Candidate:
    severity = Severity(alert.severity)
    policy = AlertPolicy(alert.rule, AlertType(alert.alert_type), severity)
    finding = Finding(alert.rule, SYSTEM, severity, alert.title, cause=why, verdict=Verdict.FINE)
    return Candidate(policy, finding, alert.title, labels=tuple(sorted(alert.labels.items())))
