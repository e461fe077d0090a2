"""A signed webhook in Alertmanager's format, version 4.

Source: Prometheus, Alertmanager documentation, `webhook_config`.
"""

import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fsp.alerts.channels.channel import accepted
from fsp.alerts.message import Entry, Message
from fsp.clock import iso
from fsp.security.guarded_http import GuardedClient

MAX_ALERTS = 100
NEVER = "0001-01-01T00:00:00Z"
"""Alertmanager's end time for an alert that has not ended."""


@dataclass(frozen=True)
class WebhookChannel:
    """Posts to one URL. With a secret, each request is signed over its time and body."""

    url: str
    client: GuardedClient
    now: Callable[[], datetime]
    secret: str | None = None
    name: str = "webhook"

    def send(self, message: Message) -> str:
        """Post the message."""
        body = json.dumps(payload(message, self.name), ensure_ascii=False).encode()
        timestamp = str(int(self.now().timestamp()))
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "FSP",
            "Idempotency-Key": message.key,
            "X-FSP-Timestamp": timestamp,
        }
        if self.secret:
            headers["X-FSP-Signature"] = f"sha256={signature(self.secret, timestamp, body)}"
        return accepted("The webhook", self.client.request("POST", self.url, headers=headers, body=body))


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """Return the HMAC-SHA256 of timestamp, a dot and the body, in hexadecimal."""
    return hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def payload(message: Message, receiver: str) -> dict[str, Any]:
    """Return the message in Alertmanager's format. Above 100 alerts, the rest is counted in `truncatedAlerts`."""
    alerts = [_alert(entry, message.url) for entry in message.entries]
    return {
        "version": "4",
        "groupKey": message.group_key,
        "truncatedAlerts": max(0, len(alerts) - MAX_ALERTS),
        "status": "firing" if message.is_firing else "resolved",
        "receiver": receiver,
        "groupLabels": {"alert_type": message.group_key},
        "commonLabels": _common([alert["labels"] for alert in alerts]),
        "commonAnnotations": _common([alert["annotations"] for alert in alerts]),
        "externalURL": message.url,
        "notification_reason": message.entries[0].kind,
        "alerts": alerts[:MAX_ALERTS],
    }


def _alert(entry: Entry, url: str) -> dict[str, Any]:
    return {
        "status": "resolved" if entry.has_ended else "firing",
        "labels": {
            "alertname": entry.rule,
            "alert_type": entry.alert_type,
            "severity": entry.severity,
            **entry.labels,
        },
        "annotations": {
            "summary": entry.title,
            "description": entry.why,
            "advice": entry.advice,
            "notification_reason": entry.kind,
        },
        "startsAt": iso(entry.started_at),
        "endsAt": iso(entry.ended_at) if entry.ended_at else NEVER,
        "generatorURL": url,
        "fingerprint": entry.fingerprint,
    }


def _common(dictionaries: list[dict[str, str]]) -> dict[str, str]:
    first, *rest = dictionaries
    return {name: value for name, value in first.items() if all(other.get(name) == value for other in rest)}
