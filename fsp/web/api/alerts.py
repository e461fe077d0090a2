"""`/api/alerts`: what is wrong, since when, who knows; acknowledge, resolve, silence, explain."""

from dataclasses import asdict
from datetime import timedelta
from typing import Any, Literal

from flask import Response, g, jsonify
from pydantic import ConfigDict, Field

from fsp.alerts import actions, history
from fsp.alerts.channels.catalogue import configured_channels
from fsp.alerts.explain import explain
from fsp.clock import iso, utc_now
from fsp.extensions import current_settings
from fsp.models.alert import Alert
from fsp.web.api.document import api_blueprint
from fsp.web.api.schemas import Problem, Shape, camel

alerts_api = api_blueprint("api_alerts")


class AlertQuery(Shape):
    """Which alerts."""

    state: Literal["active", "all"] = "active"
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


@alerts_api.get("/api/alerts", summary="List alerts")
def index(query: AlertQuery) -> Response:
    """List alerts, newest first."""
    found = history.active_alerts() if query.state == "active" else history.alert_history(limit=query.limit)
    return jsonify(alerts=[alert_told(alert) for alert in found[: query.limit]])


@alerts_api.post("/api/alerts/silences", responses={422: Problem}, summary="Silence a cause for a while")
def silence(body: SilenceBody) -> tuple[Response, int]:
    """Send nothing about it until then; its end is still told."""
    now = utc_now()
    until = now + timedelta(minutes=body.minutes)
    made = actions.silence(body.target, until=until, reason=body.reason, by=g.account.name, now=now)
    return jsonify(target=made.target, until=iso(made.until), reason=made.reason), 201


@alerts_api.post("/api/alerts/<int:alert_id>/acknowledge", responses={409: Problem}, summary="Acknowledge an alert")
def acknowledge(path: AlertPath) -> Response:
    """Stop its reminders."""
    actions.acknowledge(actions.find_alert(path.alert_id), by=g.account.name, now=utc_now())
    return jsonify(alert_told(actions.find_alert(path.alert_id)))


@alerts_api.post("/api/alerts/<int:alert_id>/resolve", responses={409: Problem}, summary="Resolve an alert by hand")
def resolve(path: AlertPath) -> Response:
    """End it; a cause that goes on fires anew."""
    names = [channel.name for channel in configured_channels(current_settings())]
    actions.resolve(actions.find_alert(path.alert_id), by=g.account.name, now=utc_now(), channels=names)
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
