"""The outbox rows: one per message and channel, with an entry for each alert in it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import update

from fsp.alerts.message import Entry
from fsp.alerts.stored import entry_to_json
from fsp.models.alert_kinds import NoticeState
from fsp.models.alert_notice import AlertNotice, AlertNoticeEntry
from fsp.stores import db


def add_notice(
    channel: str,
    group_key: str,
    entries: Sequence[tuple[int | None, Entry]],
    *,
    key: str,
    now: datetime,
    due_at: datetime,
) -> None:
    """Add a message to a channel, unless it is empty. Does not commit."""
    if not entries:
        return
    notice = AlertNotice(
        key=f"{key}:{due_at.timestamp():.0f}:{channel}",
        channel=channel,
        group_key=group_key,
        created_at=now,
        due_at=due_at,
        state=NoticeState.WAITING,
    )
    notice.entries = [
        AlertNoticeEntry(alert_id=alert_id, kind=entry.kind, content=entry_to_json(entry))
        for alert_id, entry in entries
    ]
    db.session.add(notice)


def drop_entry(notice: AlertNotice, entry: AlertNoticeEntry, now: datetime) -> None:
    """Remove an alert from a waiting message. A message without alerts is superseded. Does not commit."""
    if len(notice.entries) > 1:
        notice.entries.remove(entry)
    else:
        notice.state, notice.settled_at = NoticeState.SUPERSEDED, now


def split_off(notice: AlertNotice, entries: Sequence[AlertNoticeEntry]) -> AlertNotice:
    """Move some alerts of a waiting message into a separate message. Does not commit."""
    own = AlertNotice(
        key=f"{notice.key}:{entries[0].id}",
        channel=notice.channel,
        group_key=notice.group_key,
        created_at=notice.created_at,
        due_at=notice.due_at,
        state=NoticeState.WAITING,
        attempts=notice.attempts,
    )
    db.session.add(own)
    own.entries = [AlertNoticeEntry(alert_id=old.alert_id, kind=old.kind, content=old.content) for old in entries]
    for entry in entries:
        notice.entries.remove(entry)
    db.session.flush()
    return own


def is_still_waiting(notice: AlertNotice) -> bool:
    """Return whether a message is still waiting, and prevent deliverers from claiming an outdated version."""
    updated = db.session.execute(
        update(AlertNotice)
        .where(AlertNotice.id == notice.id, AlertNotice.state == NoticeState.WAITING)
        .values(version=AlertNotice.version + 1)
        .execution_options(synchronize_session=False)
    )
    return bool(updated.rowcount)  # type: ignore[attr-defined]
