"""Tests a channel: one test message, sent immediately, with an entry in the delivery log."""

import secrets
import time
from datetime import datetime

from fsp.alerts.attempt import Attempt, attempt
from fsp.alerts.channels.channel import Channel
from fsp.alerts.delivery_log import ensure_channels, record_attempt
from fsp.alerts.message import Entry, Message
from fsp.models.alert_kinds import AlertType, NoticeKind, Severity
from fsp.stores import db


def try_channel(channel: Channel, *, by: str, now: datetime, url: str) -> Attempt:
    """Send a test message, record the attempt and return it. A failure is not reported through other channels."""
    entry = Entry(
        kind=NoticeKind.TEST,
        fingerprint="test",
        rule="Test",
        alert_type=AlertType.SYSTEM_HEALTH,
        severity=Severity.WARNING,
        title="Test notification",
        why=f"Sent by {by} to channel {channel.name}",
        advice="No action needed.",
        labels={"channel": channel.name},
        started_at=now,
    )
    message = Message(f"test:{secrets.token_hex(8)}", "test", (entry,), now, f"{url}/alerts")
    sent = attempt(channel, message, time.monotonic)
    ensure_channels([channel.name])
    record_attempt(channel.name, sent, now=now)
    db.session.commit()
    return sent
