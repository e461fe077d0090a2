"""Delivers due messages: claim, send, record. Each is sent at least once, even after a crash."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update

from fsp.alerts.attempt import Attempt, DeliveryContext, attempt
from fsp.alerts.channels.account_mail import PREFIX, is_personal
from fsp.alerts.channels.channel import Channel
from fsp.alerts.claim import claim_next
from fsp.alerts.delivery_log import ensure_channels, record_attempt
from fsp.alerts.message import Message
from fsp.alerts.rate_limit import RateLimit, next_wait_seconds
from fsp.alerts.stored import entry_from_json
from fsp.alerts.withhold import withhold
from fsp.core import current_settings
from fsp.metrics.notices import note_notice
from fsp.models.alert_delivery import DeliveryOutcome
from fsp.models.alert_kinds import NoticeKind, NoticeState
from fsp.models.alert_notice import UNSETTLED, AlertNotice
from fsp.redis_ops.set_aside import SetAside
from fsp.schedules.hold import is_held
from fsp.stores import current_redis, db

GIVE_UP_AFTER = timedelta(days=3)


@dataclass(frozen=True)
class DeliveryReport:
    """How many messages were accepted, will be retried, or failed permanently."""

    accepted: int
    try_again: int
    failed: int


def deliver_due(channels: Sequence[Channel], context: DeliveryContext) -> DeliveryReport:
    """Send every due message, each at most once per call. Any number of deliverers may run.

    Silenced messages wait for the end of the silence. All wait while outgoing work is held.
    """
    if is_held(current_settings()):
        # The messages wait in the outbox.
        return DeliveryReport(0, 0, 0)
    by_name = {channel.name: channel for channel in channels}
    ensure_channels(list(by_name))
    rate_limit = RateLimit(context.monotonic, context.pause)
    seen = withhold(list(by_name), context.now())
    counted: Counter[DeliveryOutcome] = Counter()
    while notice := claim_next(list(by_name), context.now(), passed_over=seen):
        seen.append(notice.id)
        rate_limit.wait(notice.channel)
        try:
            outcome = _deliver(notice, by_name, context)
        except Exception as error:  # noqa: BLE001  (whatever is wrong with one notice, the next one is due too)
            db.session.rollback()
            outcome = _give_up(seen[-1], error, context)
        if outcome is not None:
            counted[outcome] += 1
    return DeliveryReport(
        counted[DeliveryOutcome.ACCEPTED], counted[DeliveryOutcome.TRY_AGAIN], counted[DeliveryOutcome.FAILED]
    )


def _deliver(notice: AlertNotice, by_name: dict[str, Channel], context: DeliveryContext) -> DeliveryOutcome | None:
    """Send one message and record the attempt; None if the claim was lost in the meantime."""
    sent = attempt(by_name[notice.channel], message_of(notice, context.url), context.monotonic)
    is_ours = settle(notice, sent, _others(notice.channel, by_name), context)
    return sent.outcome if is_ours else None


def _others(channel: str, names: Iterable[str]) -> list[str]:
    """Return the channels that report that this one is broken. The mail of one account concerns no other person."""
    if is_personal(channel):
        return []
    return [name for name in names if name != channel and not is_personal(name)]


def _give_up(notice_id: int, error: Exception, context: DeliveryContext) -> DeliveryOutcome:
    """Set a message aside that cannot be read or recorded. Otherwise it would be retried forever, before all others."""
    SetAside(current_redis(), "notice").add(f"notice {notice_id}", error)
    failed = update(AlertNotice).where(AlertNotice.id == notice_id, AlertNotice.state.in_(UNSETTLED))
    db.session.execute(failed.values(state=NoticeState.FAILED, settled_at=context.now(), leased_until=None))
    db.session.commit()
    return DeliveryOutcome.FAILED


def message_of(notice: AlertNotice, url: str) -> Message:
    """Return the message of an outbox row."""
    entries = tuple(entry_from_json(entry.content) for entry in notice.entries)
    page = next((entry.labels["page"] for entry in entries if entry.kind is NoticeKind.REVIEW), "/alerts")
    return Message(notice.key, notice.group_key, entries, notice.created_at, f"{url}{page}")


def settle(notice: AlertNotice, sent: Attempt, others: Sequence[str], context: DeliveryContext) -> bool:
    """Record an attempt and commit; False if the claim was lost in the meantime, and then only the log is written."""
    now = context.now()
    settled = db.session.execute(
        update(AlertNotice)
        .where(AlertNotice.id == notice.id, AlertNotice.version == notice.version)
        .values(version=notice.version + 1, leased_until=None, **_after(notice, sent, now, context))
        .execution_options(synchronize_session=False)
    )
    note_notice(
        current_redis(), PREFIX.rstrip(":") if is_personal(notice.channel) else notice.channel, sent.outcome.value
    )
    record_attempt(notice.channel, sent, notice_id=notice.id, others=others, now=now)
    db.session.commit()
    return bool(settled.rowcount)  # type: ignore[attr-defined]


def _after(notice: AlertNotice, sent: Attempt, now: datetime, context: DeliveryContext) -> dict[str, Any]:
    if sent.outcome is DeliveryOutcome.ACCEPTED:
        return {"state": NoticeState.ACCEPTED, "settled_at": now}
    if sent.outcome is DeliveryOutcome.FAILED or now - notice.created_at > GIVE_UP_AFTER:
        return {"state": NoticeState.FAILED, "settled_at": now}
    wait = next_wait_seconds(notice.attempts, context.random, retry_after_seconds=sent.retry_after_seconds)
    return {"state": NoticeState.WAITING, "due_at": now + timedelta(seconds=wait)}
