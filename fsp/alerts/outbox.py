"""Writes notifications in the transaction that decided them, one row per message and channel."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select

from fsp.alerts.decision import Decision, NoticeStatus
from fsp.alerts.grouping import group
from fsp.alerts.message import ENDED, Entry
from fsp.alerts.notice_rows import add_notice, drop_entry, is_still_waiting
from fsp.models.alert_kinds import NoticeKind, NoticeState
from fsp.models.alert_notice import UNSETTLED, AlertNotice, AlertNoticeEntry
from fsp.stores import db


def write_notices(
    decisions: Iterable[Decision], alert_ids: dict[str, int], *, channels: Sequence[str], key: str, now: datetime
) -> None:
    """Add rows for all decided notifications. `key` identifies this evaluation. Does not commit."""
    for (group_key, due_at), together in group(decisions, now).items():
        for channel in channels:
            entries = [
                (alert_id, entry_of(decision, kind, now))
                for decision in together
                for alert_id in (alert_ids[decision.candidate.fingerprint],)
                if (kind := _kind_on(channel, alert_id, decision, now)) is not None
            ]
            add_notice(channel, group_key, entries, key=f"{group_key}:{key}", now=now, due_at=due_at)


def entry_of(decision: Decision, kind: NoticeKind, now: datetime) -> Entry:
    """Return the entry of a decision in a message."""
    candidate, ends = decision.candidate, kind in ENDED
    # A resolved alert is described as it was while it fired.
    state = decision.before if ends else decision.after
    return Entry(
        kind=kind,
        fingerprint=candidate.fingerprint,
        rule=candidate.rule,
        alert_type=candidate.alert_type,
        severity=state.severity,
        title=candidate.title,
        why=candidate.finding.why,
        advice=candidate.advice,
        labels=dict(candidate.labels),
        started_at=state.started_at or now,
        ended_at=now if ends else None,
    )


def notice_statuses(alert_ids: dict[str, int]) -> dict[str, NoticeStatus]:
    """Return the status of these alerts' notifications, by fingerprint."""
    rows = db.session.execute(
        select(AlertNoticeEntry.alert_id, AlertNotice.state, AlertNotice.settled_at)
        .join(AlertNotice)
        .where(AlertNoticeEntry.alert_id.in_(alert_ids.values()))
    ).all()
    statuses: dict[int, NoticeStatus] = {}
    for alert_id, state, settled_at in rows:
        if alert_id is None:
            continue
        status = statuses.get(alert_id, NoticeStatus())
        accepted = settled_at if state == NoticeState.ACCEPTED else None
        latest = max(filter(None, (status.accepted_at, accepted)), default=None)
        statuses[alert_id] = NoticeStatus(latest, status.is_waiting or state in UNSETTLED)
    return {fingerprint: statuses.get(alert_id, NoticeStatus()) for fingerprint, alert_id in alert_ids.items()}


def _kind_on(channel: str, alert_id: int, decision: Decision, now: datetime) -> NoticeKind | None:
    """Return the kind of notification for one channel. A resolve depends on its earlier notifications."""
    if decision.notice is not NoticeKind.RESOLVED:
        return decision.notice
    withdrawn = _withdraw_waiting(channel, alert_id, now)
    if _may_know(channel, alert_id):
        return NoticeKind.RESOLVED
    return NoticeKind.FIRED_AND_RESOLVED if withdrawn else None


def _withdraw_waiting(channel: str, alert_id: int, now: datetime) -> bool:
    """Remove an alert from this channel's messages that were certainly not accepted; return whether there were any.

    A claimed message may have been accepted: it stays, and its resolve follows it.
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


def _may_know(channel: str, alert_id: int) -> bool:
    notice_id = db.session.scalar(
        select(AlertNotice.id)
        .join(AlertNoticeEntry)
        .where(
            AlertNoticeEntry.alert_id == alert_id,
            AlertNotice.channel == channel,
            AlertNotice.state.in_((NoticeState.ACCEPTED, NoticeState.CLAIMED)),
        )
        .limit(1)
    )
    return notice_id is not None
