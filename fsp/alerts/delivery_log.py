"""The delivery log: one row per attempt, and its effect on the state of the channel.

A channel that refuses permanently is marked as broken, and the other channels report that once.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from fsp.alerts.attempt import Attempt
from fsp.alerts.channels.account_mail import PREFIX
from fsp.alerts.message import Entry
from fsp.alerts.notice_rows import add_notice
from fsp.models.alert_channel import AlertChannel
from fsp.models.alert_delivery import AlertDelivery, DeliveryOutcome
from fsp.models.alert_kinds import AlertType, NoticeKind, Severity
from fsp.stores import db, end_reading


def ensure_channels(names: Sequence[str]) -> None:
    """Create missing rows of channels and commit. It is harmless if another process is first."""
    for name in names:
        try:
            _row(name)
            db.session.commit()
        except IntegrityError:
            db.session.rollback()


def record_attempt(
    channel: str, sent: Attempt, *, notice_id: int | None = None, others: Sequence[str] = (), now: datetime
) -> None:
    """Add a row and update the channel's state. `others` report a permanent failure. Does not commit."""
    db.session.add(
        AlertDelivery(
            notice_id=notice_id,
            channel=channel,
            at=now,
            outcome=sent.outcome,
            answer=sent.answer,
            latency_milliseconds=sent.latency_milliseconds,
            error=sent.error,
        )
    )
    if sent.outcome is DeliveryOutcome.ACCEPTED:
        _note_accepted(channel, now)
    elif sent.outcome is DeliveryOutcome.TRY_AGAIN:
        _note_error(channel, sent.error)
    else:
        _note_refused(channel, sent.error, others=others, now=now)


def list_deliveries(
    *, channel: str | None = None, outcome: str | None = None, limit: int = 100, before_id: int | None = None
) -> list[AlertDelivery]:
    """Return delivery attempts, newest first. `before_id` continues an earlier page."""
    chosen = select(AlertDelivery).order_by(AlertDelivery.id.desc()).limit(limit)
    if channel:
        chosen = chosen.where(AlertDelivery.channel == channel)
    if outcome:
        chosen = chosen.where(AlertDelivery.outcome == outcome)
    if before_id:
        chosen = chosen.where(AlertDelivery.id < before_id)
    db.session.expire_all()
    rows = db.session.scalars(chosen).all()
    end_reading()
    return list(rows)


def tried_channels() -> list[AlertChannel]:
    """Return every alert channel with attempts, by name. The mails of accounts are no alert channels."""
    db.session.expire_all()
    shared = select(AlertChannel).where(~AlertChannel.name.startswith(PREFIX, autoescape=True))
    channels = db.session.scalars(shared.order_by(AlertChannel.name)).all()
    end_reading()
    return list(channels)


def _note_accepted(name: str, now: datetime) -> None:
    """Record that a channel works. Does not commit."""
    channel = _row(name)
    channel.broken_since, channel.last_accepted_at, channel.last_error = None, now, ""


def _note_error(name: str, error: str) -> None:
    """Record the last error of a channel, which may recover automatically. Does not commit."""
    _row(name).last_error = error


def _note_refused(name: str, error: str, *, others: Sequence[str], now: datetime) -> None:
    """Mark a channel as broken; the first time, notify through the others. Does not commit."""
    _row(name).last_error = error
    db.session.flush()
    broke = db.session.execute(
        update(AlertChannel)
        .where(AlertChannel.name == name, AlertChannel.broken_since.is_(None))
        .values(broken_since=now)
        .execution_options(synchronize_session="fetch")
    )
    if not broke.rowcount:  # type: ignore[attr-defined]
        return
    entry = _entry(name, error, now)
    for other in others:
        key = f"broken:{name}:{now.timestamp():.0f}"
        add_notice(other, f"channel:{name}", [(None, entry)], key=key, now=now, due_at=now)


def _row(name: str) -> AlertChannel:
    channel = db.session.get(AlertChannel, name)
    if channel is None:
        channel = AlertChannel(name=name, last_error="")
        db.session.add(channel)
        db.session.flush()
    return channel


def _entry(name: str, error: str, now: datetime) -> Entry:
    return Entry(
        kind=NoticeKind.CHANNEL_BROKEN,
        fingerprint=f"channel-{name}",
        rule="ChannelBroken",
        alert_type=AlertType.SYSTEM_HEALTH,
        severity=Severity.ERROR,
        title=f"Alert channel {name} is failing",
        why=error,
        advice=f"Fix its configuration, then run fsp alerts test {name}.",
        labels={"channel": name},
        started_at=now,
    )
