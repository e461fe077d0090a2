"""`/api/alerts`: what is wrong, since when, who knows; acknowledge, resolve, silence, explain."""

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any, Literal

from flask import Response, g, jsonify
from pydantic import ConfigDict, Field

from fsp.alerts import actions, history
from fsp.alerts.channels.catalogue import configured_channels, find_channel
from fsp.alerts.explain import explain
from fsp.alerts.listing import View, Wanted, list_alerts, list_silences, silences_of
from fsp.alerts.timeline import NoticeTold, read_notices, read_timeline
from fsp.alerts.try_channel import try_channel
from fsp.clock import as_utc, iso, utc_now
from fsp.errors import ServiceUnavailable
from fsp.extensions import current_settings
from fsp.models.alert import Alert, AlertType, Severity
from fsp.models.alert_channel import AlertChannel
from fsp.models.alert_delivery import AlertDelivery, DeliveryOutcome
from fsp.models.alert_silence import AlertSilence
from fsp.web.api.document import api_blueprint
from fsp.web.api.shapes.shape import NamePath, Problem, Shape, camel

alerts_api = api_blueprint("api_alerts")


class AlertQuery(Shape):
    """Which alerts; an empty part is any. `active` are all that go on, acknowledged and silenced ones too."""

    state: Literal["active", "acknowledged", "silenced", "resolved", "all"] = "active"
    severity: Severity | None = None
    type: AlertType | None = None
    rule: str = Field("", max_length=100)
    text: str = Field("", max_length=100, description="In the title")
    since: datetime | None = Field(None, description="Began after")
    until: datetime | None = Field(None, description="Began before")
    before: int | None = Field(None, ge=1, description="The id the last page ended with")
    limit: int = Field(100, ge=1, le=1000)


class FingerprintPath(Shape):
    """Which cause."""

    fingerprint: str = Field(min_length=64, max_length=64)


class AlertPath(Shape):
    """Which alert."""

    alert_id: int = Field(alias="alert_id", ge=1)


class SilenceBody(Shape):
    """What is to be silent, how long and why."""

    model_config = ConfigDict(extra="forbid")

    target: str = Field(max_length=100, description="A fingerprint, a rule such as QueueBacklog, or an alert type")
    minutes: int = Field(ge=1)
    reason: str = Field(min_length=1, max_length=500)


class SilencePath(Shape):
    """Which silence."""

    silence_id: int = Field(alias="silence_id", ge=1)


class SilenceQuery(Shape):
    """Which silences."""

    with_ended: bool = False


class DeliveryQuery(Shape):
    """Which attempts to tell somebody."""

    channel: str = Field("", max_length=50)
    outcome: DeliveryOutcome | None = None
    before: int | None = Field(None, ge=1, description="The id the last page ended with")
    limit: int = Field(100, ge=1, le=1000)


@alerts_api.get("/api/alerts", summary="List alerts")
def index(query: AlertQuery) -> Response:
    """List alerts, newest first."""
    wanted = Wanted(
        view=View.ONGOING if query.state == "active" else View(query.state),
        severity=query.severity or "",
        alert_type=query.type or "",
        rule=query.rule,
        text=query.text,
        since=as_utc(query.since) if query.since else None,
        until=as_utc(query.until) if query.until else None,
    )
    found = list_alerts(wanted, now=utc_now(), before_id=query.before, limit=query.limit)
    return jsonify(alerts=[alert_told(alert) for alert in found])


@alerts_api.get("/api/alerts/<int:alert_id>", summary="Read one alert with its story")
def show(path: AlertPath) -> Response:
    """Read one alert: what happened to it, and each attempt to tell of it."""
    alert = actions.find_alert(path.alert_id)
    return jsonify(
        alert_told(alert)
        | {
            "timeline": [camel(asdict(event)) | {"at": iso(event.at)} for event in read_timeline(alert)],
            "notices": [_notice_told(told) for told in read_notices(alert.id)],
            "silences": [_silence_told(found) for found in silences_of(alert, utc_now())],
        }
    )


@alerts_api.get("/api/alerts/silences", summary="List silences")
def silences(query: SilenceQuery) -> Response:
    """List the silences that hold, newest first."""
    found = list_silences(utc_now(), with_ended=query.with_ended)
    return jsonify(silences=[_silence_told(one) for one in found])


@alerts_api.post("/api/alerts/silences/<int:silence_id>/end", summary="End a silence")
def end_silence(path: SilencePath) -> Response:
    """End a silence now."""
    actions.end_silence(path.silence_id, now=utc_now())
    return jsonify(id=path.silence_id, hasEnded=True)


@alerts_api.get("/api/alerts/deliveries", summary="List the attempts to tell somebody")
def deliveries(query: DeliveryQuery) -> Response:
    """List attempts, newest first."""
    found = history.deliveries(
        channel=query.channel or None, outcome=query.outcome, before_id=query.before, limit=query.limit
    )
    return jsonify(deliveries=[_delivery_told(one) for one in found])


@alerts_api.get("/api/alerts/channels", summary="List the channels and their health")
def channels() -> Response:
    """List the configured channels."""
    health = {channel.name: channel for channel in history.channel_health()}
    return jsonify(channels=[_channel_told(name, health.get(name)) for name in _channel_names()])


@alerts_api.post("/api/alerts/channels/<name>/test", responses={503: Problem}, summary="Send a test message")
def test_channel(path: NamePath) -> Response:
    """Send a test message and say what the service answered."""
    channel = find_channel(current_settings(), path.name)
    tried = try_channel(channel, by=g.account.name, now=utc_now(), url=current_settings().public_url)
    if tried.outcome is not DeliveryOutcome.ACCEPTED:
        raise ServiceUnavailable(f"{path.name} did not accept the message: {tried.error}")
    return jsonify(channel=path.name, answer=tried.answer, latencyMilliseconds=tried.latency_milliseconds)


@alerts_api.post("/api/alerts/silences", responses={422: Problem}, summary="Silence a cause for a while")
def silence(body: SilenceBody) -> tuple[Response, int]:
    """Send nothing about it until then; its end is still told."""
    now = utc_now()
    until = now + timedelta(minutes=body.minutes)
    made = actions.silence(body.target, until=until, reason=body.reason, by=g.account.name, now=now)
    return jsonify(_silence_told(made)), 201


@alerts_api.post("/api/alerts/<int:alert_id>/acknowledge", responses={409: Problem}, summary="Acknowledge an alert")
def acknowledge(path: AlertPath) -> Response:
    """Stop its reminders."""
    actions.acknowledge(actions.find_alert(path.alert_id), by=g.account.name, now=utc_now())
    return jsonify(alert_told(actions.find_alert(path.alert_id)))


@alerts_api.post("/api/alerts/<int:alert_id>/resolve", responses={409: Problem}, summary="Resolve an alert by hand")
def resolve(path: AlertPath) -> Response:
    """End it; a cause that goes on fires anew."""
    alert = actions.find_alert(path.alert_id)
    actions.resolve(alert, by=g.account.name, now=utc_now(), channels=_channel_names())
    return jsonify(alert_told(actions.find_alert(path.alert_id)))


@alerts_api.get("/api/alerts/<int:alert_id>/explain", summary="Why an alert was told, or was not")
def why(path: AlertPath) -> Response:
    """Return what each evaluation saw and decided, newest first."""
    return _explained(actions.find_alert(path.alert_id).fingerprint)


@alerts_api.get("/api/alerts/<fingerprint>/explain", summary="The same of any cause, told or not")
def why_of_cause(path: FingerprintPath) -> Response:
    """Return what each evaluation saw and decided of a cause, whether it ever became an alert or not."""
    return _explained(path.fingerprint)


def _explained(fingerprint: str) -> Response:
    found = [camel(asdict(one)) | {"tick": iso(one.tick)} for one in explain(fingerprint)]
    return jsonify(fingerprint=fingerprint, evaluations=found)


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


def _channel_names() -> list[str]:
    return [channel.name for channel in configured_channels(current_settings())]


def _silence_told(found: AlertSilence) -> dict[str, Any]:
    return {
        "id": found.id,
        "target": found.target,
        "reason": found.reason,
        "by": found.by,
        "since": iso(found.since),
        "until": iso(found.until),
    }


def _delivery_told(found: AlertDelivery) -> dict[str, Any]:
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


def _notice_told(told: NoticeTold) -> dict[str, Any]:
    return {
        "kind": told.entry.kind,
        "channel": told.notice.channel,
        "state": told.notice.state,
        "dueAt": iso(told.notice.due_at),
        "deliveries": [_delivery_told(one) for one in told.deliveries],
    }


def _channel_told(name: str, health: AlertChannel | None) -> dict[str, Any]:
    return {
        "name": name,
        "isBroken": bool(health and health.broken_since),
        "brokenSince": iso(health.broken_since) if health and health.broken_since else None,
        "lastAcceptedAt": iso(health.last_accepted_at) if health and health.last_accepted_at else None,
        "lastError": health.last_error if health else "",
    }
