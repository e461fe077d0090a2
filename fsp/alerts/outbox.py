"""Writing notices: in the transaction that decided them, one row per message and channel."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select, update

from fsp.alerts.decide import Decision, NoticeStatus
from fsp.alerts.grouping import group
from fsp.alerts.message import Entry, entry_of
from fsp.alerts.stored import entry_to_json
from fsp.extensions import db
from fsp.models.alert_notice import UNSETTLED, AlertNotice, AlertNoticeEntry, NoticeKind, NoticeState


def write_notices(
    decisions: Iterable[Decision], alert_ids: dict[str, int], *, channels: Sequence[str], key: str, now: datetime
) -> None:
    """Add rows for every notice decided; `key` names this evaluation. Does not commit."""
    for (group_key, due_at), together in group(decisions, now).items():
        for channel in channels:
            told = [(alert_ids[decision.judgement.fingerprint], decision) for decision in together]
            entries = [
                (alert_id, entry_of(decision, kind, now))
                for alert_id, decision in told
                if (kind := _kind_on(channel, alert_id, decision, now)) is not None
            ]
            add_notice(channel, group_key, entries, key=f"{group_key}:{key}", now=now, due_at=due_at)


def add_notice(
    channel: str,
    group_key: str,
    entries: Sequence[tuple[int | None, Entry]],
    *,
    key: str,
    now: datetime,
    due_at: datetime,
) -> None:
    """Add one message to one channel, if it says anything. Does not commit."""
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


def notice_statuses(alert_ids: dict[str, int]) -> dict[str, NoticeStatus]:
    """Return by fingerprint what became of the notices of these alerts."""
    rows = db.session.execute(
        select(AlertNoticeEntry.alert_id, AlertNotice.state, AlertNotice.settled_at)
        .join(AlertNotice)
        .where(AlertNoticeEntry.alert_id.in_(alert_ids.values()))
    ).all()
    found: dict[int, NoticeStatus] = {}
    for alert_id, state, settled_at in rows:
        if alert_id is None:
            continue
        known = found.get(alert_id, NoticeStatus())
        accepted = settled_at if state == NoticeState.ACCEPTED else None
        latest = max(filter(None, (known.accepted_at, accepted)), default=None)
        found[alert_id] = NoticeStatus(latest, known.is_waiting or state in UNSETTLED)
    return {fingerprint: found.get(alert_id, NoticeStatus()) for fingerprint, alert_id in alert_ids.items()}


def _kind_on(channel: str, alert_id: int, decision: Decision, now: datetime) -> NoticeKind | None:
    """Return what one channel is to be told: of a resolve, only what its earlier notices make of it."""
    if decision.notice is not NoticeKind.RESOLVED:
        return decision.notice
    withdrawn = _withdraw_waiting(channel, alert_id, now)
    if _may_know(channel, alert_id):
        return NoticeKind.RESOLVED
    return NoticeKind.FIRED_AND_RESOLVED if withdrawn else None


def _withdraw_waiting(channel: str, alert_id: int, now: datetime) -> bool:
    """Take an alert out of this channel's messages that surely were not accepted; return whether there were any.

    A claimed one may have been: it stays, and its resolve follows it.
    """
    entries = db.session.scalars(
        select(AlertNoticeEntry)
        .join(AlertNotice)
        .where(
            AlertNoticeEntry.alert_id == alert_id,
            AlertNotice.channel == channel,
            AlertNotice.state == NoticeState.WAITING,
        )
    ).all()
    is_withdrawn = False
    for entry in entries:
        if not is_still_waiting(entry.notice):
            continue
        is_withdrawn = True
        drop_entry(entry.notice, entry, now)
    db.session.flush()
    return is_withdrawn


def drop_entry(notice: AlertNotice, entry: AlertNoticeEntry, now: datetime) -> None:
    """Take an alert out of a message that waits; a message about nothing else is superseded. Does not commit."""
    if len(notice.entries) > 1:
        notice.entries.remove(entry)
    else:
        notice.state, notice.settled_at = NoticeState.SUPERSEDED, now


def split_off(notice: AlertNotice, entries: Sequence[AlertNoticeEntry]) -> AlertNotice:
    """Move some of the alerts of a message that waits into a message of their own. Does not commit."""
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
    """Return whether a message still waits, and keep deliverers from claiming what they read before."""
    taken = db.session.execute(
        update(AlertNotice)
        .where(AlertNotice.id == notice.id, AlertNotice.state == NoticeState.WAITING)
        .values(version=AlertNotice.version + 1)
        .execution_options(synchronize_session=False)
    )
    return bool(taken.rowcount)  # type: ignore[attr-defined]


def _may_know(channel: str, alert_id: int) -> bool:
    known = db.session.scalar(
        select(AlertNotice.id)
        .join(AlertNoticeEntry)
        .where(
            AlertNoticeEntry.alert_id == alert_id,
            AlertNotice.channel == channel,
            AlertNotice.state.in_((NoticeState.ACCEPTED, NoticeState.CLAIMED)),
        )
        .limit(1)
    )
    return known is not None
