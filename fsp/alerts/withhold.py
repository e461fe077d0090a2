"""Applies later silences and acknowledgements to notifications that are already stored."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from fsp.alerts.notice_rows import drop_entry, is_still_waiting, split_off
from fsp.alerts.silences import active_silences
from fsp.models.alert import Alert
from fsp.models.alert_kinds import NoticeKind, NoticeState
from fsp.models.alert_notice import AlertNotice, AlertNoticeEntry
from fsp.stores import db, end_reading

SILENCEABLE = frozenset({NoticeKind.FIRING, NoticeKind.RISE, NoticeKind.FLAPPING, NoticeKind.FIRED_AND_RESOLVED})
"""A resolve is still sent, because someone was notified of its alert."""


def withhold(channels: Sequence[str], now: datetime) -> list[int]:
    """Return the notifications that wait for the end of a silence. Drop reminders that are no longer wanted.

    A message about several alerts is sent with those that are not silenced.
    """
    silenced = {silence.target for silence in active_silences(now)}
    held = []
    for notice in _due(channels, now):
        quiet = [entry for entry in notice.entries if _is_quiet(entry, silenced)]
        if not quiet or not is_still_waiting(notice):
            continue
        reminders = [entry for entry in quiet if entry.kind == NoticeKind.REMINDER]
        for entry in reminders:
            drop_entry(notice, entry, now)
        later = [entry for entry in quiet if entry not in reminders]
        if later:
            is_whole = len(later) == len(notice.entries)
            held.append(notice.id if is_whole else split_off(notice, later).id)
    db.session.commit()
    return held


def _due(channels: Sequence[str], now: datetime) -> Sequence[AlertNotice]:
    db.session.expire_all()
    statement = select(AlertNotice).where(
        AlertNotice.channel.in_(channels), AlertNotice.state == NoticeState.WAITING, AlertNotice.due_at <= now
    )
    notices = db.session.scalars(statement.order_by(AlertNotice.id)).all()
    if not notices:
        end_reading()
    return notices


def _is_quiet(entry: AlertNoticeEntry, silenced: set[str]) -> bool:
    is_silenced = not silenced.isdisjoint(entry.content.get(name) for name in ("fingerprint", "rule", "alert_type"))
    if entry.kind == NoticeKind.REMINDER:
        return is_silenced or _is_acknowledged(entry)
    return is_silenced and entry.kind in SILENCEABLE


def _is_acknowledged(entry: AlertNoticeEntry) -> bool:
    alert = db.session.get(Alert, entry.alert_id) if entry.alert_id is not None else None
    return alert is not None and bool(alert.acknowledged_by)
