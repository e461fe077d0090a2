"""The timeline of one alert, newest first: state changes, notifications by channel, and user actions."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from fsp.alerts.explain import Explanation, explain
from fsp.audit.search import AuditFilter, search
from fsp.errors import NotFound
from fsp.models.alert import Alert
from fsp.models.alert_delivery import AlertDelivery
from fsp.models.alert_notice import AlertNotice, AlertNoticeEntry
from fsp.models.audit_entry import AuditOutcome
from fsp.stores import db, end_reading


@dataclass(frozen=True)
class Event:
    """One event. `kind` is state, notice or action; `word` is a state, an outcome or a user."""

    at: datetime
    kind: str
    what: str
    word: str
    detail: str = ""


@dataclass(frozen=True)
class NoticeDeliveries:
    """One message to one channel, with every delivery attempt."""

    entry: AlertNoticeEntry
    notice: AlertNotice
    deliveries: tuple[AlertDelivery, ...]


def read_evaluations(alert: Alert) -> list[Explanation]:
    """Return the stored evaluations of an alert within this episode, newest first."""
    try:
        explanations = explain(alert.fingerprint)
    except NotFound:
        return []
    # Evaluations before its start explain why it did not fire earlier.
    return [seen for seen in explanations if alert.resolved_at is None or seen.tick <= alert.resolved_at]


def read_notices(alert_id: int) -> list[NoticeDeliveries]:
    """Return the notifications about an alert, newest first."""
    rows = db.session.execute(
        select(AlertNoticeEntry, AlertNotice)
        .join(AlertNotice, AlertNotice.id == AlertNoticeEntry.notice_id)
        .where(AlertNoticeEntry.alert_id == alert_id)
        .order_by(AlertNoticeEntry.id.desc())
    ).all()
    ids = [notice.id for _, notice in rows]
    attempts = db.session.scalars(
        select(AlertDelivery).where(AlertDelivery.notice_id.in_(ids)).order_by(AlertDelivery.id)
    ).all()
    end_reading()
    return [
        NoticeDeliveries(entry, notice, tuple(sent for sent in attempts if sent.notice_id == notice.id))
        for entry, notice in rows
    ]


def read_timeline(alert: Alert) -> list[Event]:
    """Return all events of an alert, newest first."""
    events = [
        *_states(alert),
        *(_notice_event(notice) for notice in read_notices(alert.id)),
        *(
            Event(line.begun.at, "action", line.begun.action, line.begun.by, line.begun.reason)
            for line in search(AuditFilter(target=f"alert {alert.id}", outcome=AuditOutcome.DONE), limit=100)
            if line.begun.target == f"alert {alert.id}"
        ),
    ]
    return sorted(events, key=lambda event: event.at, reverse=True)


def _states(alert: Alert) -> list[Event]:
    events = [
        Event(seen.tick, "state", f"{seen.before} to {seen.after}", seen.after, seen.why)
        for seen in read_evaluations(alert)
        if seen.before != seen.after
    ]
    if not any(event.word == "firing" for event in events):
        events.append(Event(alert.started_at, "state", "began", "firing", str(alert.details.get("why") or "")))
    if alert.resolved_at is not None:
        by = f"by {alert.resolved_by}" if alert.resolved_by else "automatically"
        events.append(Event(alert.resolved_at, "state", f"ended {by}", "resolved"))
    return events


def _notice_event(notice: NoticeDeliveries) -> Event:
    last = notice.deliveries[-1] if notice.deliveries else None
    detail = (last.error or last.answer) if last else "not tried yet"
    at = last.at if last else notice.notice.created_at
    return Event(at, "notice", f"{notice.entry.kind} to {notice.notice.channel}", notice.notice.state, detail)
