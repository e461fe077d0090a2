"""Alerts, silences, deliveries and channels as the API gives them."""

from typing import Any

from fsp.alerts.channel_state import ChannelState, ChannelStatus
from fsp.alerts.timeline import NoticeDeliveries
from fsp.clock import iso
from fsp.models.alert import Alert
from fsp.models.alert_delivery import AlertDelivery
from fsp.models.alert_silence import AlertSilence


def alert_told(alert: Alert) -> dict[str, Any]:
    """Return an alert as the API gives it."""
    return {
        "id": alert.id,
        "fingerprint": alert.fingerprint,
        "rule": alert.rule,
        "type": alert.alert_type,
        "severity": alert.severity,
        "state": alert.state,
        "title": alert.title,
        "labels": alert.labels,
        "details": alert.details,
        "startedAt": iso(alert.started_at),
        "resolvedAt": iso(alert.resolved_at) if alert.resolved_at else None,
        "resolvedBy": alert.resolved_by or None,
        "acknowledgedBy": alert.acknowledged_by or None,
    }


def silence_told(found: AlertSilence) -> dict[str, Any]:
    """Return a silence."""
    return {
        "id": found.id,
        "target": found.target,
        "reason": found.reason,
        "by": found.by,
        "since": iso(found.since),
        "until": iso(found.until),
    }


def delivery_told(found: AlertDelivery) -> dict[str, Any]:
    """Return one attempt to tell somebody."""
    return {
        "id": found.id,
        "noticeId": found.notice_id,
        "channel": found.channel,
        "at": iso(found.at),
        "outcome": found.outcome,
        "answer": found.answer,
        "error": found.error,
        "latencyMilliseconds": found.latency_milliseconds,
    }


def notice_told(told: NoticeDeliveries) -> dict[str, Any]:
    """Return what was to be told, with each attempt."""
    return {
        "kind": told.entry.kind,
        "channel": told.notice.channel,
        "state": told.notice.state,
        "dueAt": iso(told.notice.due_at),
        "deliveries": [delivery_told(one) for one in told.deliveries],
    }


def channel_told(found: ChannelStatus) -> dict[str, Any]:
    """Return a channel and its health."""
    is_broken, since = found.state is ChannelState.BROKEN, iso(found.since) if found.since else None
    return {
        "name": found.name,
        "state": found.state,
        "failingSince": since,
        "failuresInARow": found.failures,
        "isBroken": is_broken,
        "brokenSince": since if is_broken else None,
        "lastAcceptedAt": iso(found.last_accepted_at) if found.last_accepted_at else None,
        "lastError": found.last_error,
    }
