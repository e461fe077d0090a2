"""Alerts: what is wrong now, what was, who was told, and what an operator does about it."""

from datetime import timedelta
from urllib.parse import urlencode

from flask import Blueprint, flash, g, redirect, request, url_for
from werkzeug.wrappers import Response

from fsp.alerts import actions, history
from fsp.alerts.channels.catalogue import configured_channels, find_channel
from fsp.alerts.listing import View, Wanted, count_views, list_alerts, list_silences, silences_of
from fsp.alerts.rules.catalogue import RULES
from fsp.alerts.timeline import read_evaluations, read_notices, read_timeline
from fsp.alerts.try_channel import try_channel
from fsp.clock import iso, utc_now
from fsp.errors import ServiceUnavailable
from fsp.extensions import current_settings
from fsp.models.alert import Alert, AlertType, Severity
from fsp.models.alert_delivery import DeliveryOutcome
from fsp.web import forms
from fsp.web.access.trail import note
from fsp.web.live import live_page
from fsp.web.meanwhile import refuse_if_changed, seen

alerts = Blueprint("alerts", __name__)

PAGE_SIZE = 50
EVALUATIONS_SHOWN = 50
SHOWN_AS_TABS = tuple(view for view in View if view is not View.ONGOING)
CHOICES = {
    "severity": list(Severity),
    "type": list(AlertType),
    "rule": [rule.name for rule in RULES],
    "outcome": list(DeliveryOutcome),
}


@alerts.get("/alerts")
def index() -> str:
    """List alerts, those that go on with the worst first; every part of the view is in the address."""
    now = utc_now()
    wanted, counts = _wanted(), count_views(now)
    found = list_alerts(wanted, now=now, before_id=request.args.get("before", type=int), limit=PAGE_SIZE)
    asked = {name: value for name, value in request.args.items() if value and name not in {"before", "view"}}
    older = {"before": found[-1].id} if len(found) == PAGE_SIZE else {}
    if wanted.view in counts:
        found.sort(key=lambda alert: -Severity(alert.severity).rank)
    return live_page(
        "alerts",
        as_of=now,
        wanted=wanted,
        found=found,
        counts=counts,
        asked=asked,
        query=urlencode({"view": wanted.view} | asked),
        older=urlencode({"view": wanted.view} | asked | older) if older else "",
        views=SHOWN_AS_TABS,
        choices=CHOICES,
        channels=_channel_names(),
        marks={alert.id: _mark(alert) for alert in found},
    )


@alerts.get("/alerts/<int:alert_id>")
def show(alert_id: int) -> str:
    """Show one alert: its story, what was told, and what each evaluation saw."""
    now, alert = utc_now(), actions.find_alert(alert_id)
    return live_page(
        "alert",
        as_of=now,
        alert=alert,
        rule=next((rule for rule in RULES if rule.name == alert.rule), None),
        silences=silences_of(alert, now),
        timeline=read_timeline(alert),
        notices=read_notices(alert.id),
        evaluations=read_evaluations(alert)[:EVALUATIONS_SHOWN],
        seen=_mark(alert),
    )


@alerts.get("/alerts/silences")
def silences() -> str:
    """List the silences that hold, and those that ended."""
    now = utc_now()
    return live_page("alert_silences", as_of=now, silences=list_silences(now, with_ended=True), rules=CHOICES)


@alerts.get("/alerts/deliveries")
def deliveries() -> str:
    """List the attempts to tell somebody, newest first."""
    asked = {name: request.args.get(name, "") for name in ("channel", "outcome")}
    found = history.deliveries(
        channel=asked["channel"] or None,
        outcome=asked["outcome"] or None,
        before_id=request.args.get("before", type=int),
        limit=PAGE_SIZE,
    )
    kept = {name: value for name, value in asked.items() if value}
    return live_page(
        "alert_deliveries",
        as_of=utc_now(),
        deliveries=found,
        asked=asked,
        query=urlencode(kept),
        older=urlencode(kept | {"before": found[-1].id}) if len(found) == PAGE_SIZE else "",
        channels=_channel_names(),
        outcomes=CHOICES["outcome"],
    )


@alerts.get("/alerts/channels")
def channels() -> str:
    """Show each channel's health."""
    health = {channel.name: channel for channel in history.channel_health()}
    names = _channel_names()
    return live_page(
        "alert_channels",
        as_of=utc_now(),
        channels=[(name, health.get(name)) for name in names],
        gone=[name for name in health if name not in names],
    )


@alerts.post("/alerts/<int:alert_id>/acknowledge")
def acknowledge(alert_id: int) -> Response:
    """Stop an alert's reminders."""
    alert = actions.find_alert(alert_id)
    refuse_if_changed(*_state(alert))
    note(before={"acknowledged_by": alert.acknowledged_by}, after={"acknowledged_by": g.account.name})
    actions.acknowledge(alert, by=g.account.name, now=utc_now())
    return _done(alert_id, "Acknowledged: no more reminders; its end is still told.")


@alerts.post("/alerts/<int:alert_id>/resolve")
def resolve(alert_id: int) -> Response:
    """End an alert by hand."""
    alert = actions.find_alert(alert_id)
    refuse_if_changed(*_state(alert))
    note(before={"state": alert.state}, after={"state": "resolved"})
    actions.resolve(alert, by=g.account.name, now=utc_now(), channels=_channel_names())
    return _done(alert_id, "Resolved; a cause that goes on fires anew.")


@alerts.post("/alerts/<int:alert_id>/silence")
def silence(alert_id: int) -> Response:
    """Send nothing about an alert's cause for a while."""
    now, alert = utc_now(), actions.find_alert(alert_id)
    until = now + timedelta(minutes=forms.whole_number("minutes") or 60)
    made = actions.silence(alert.fingerprint, until=until, reason=forms.text("reason"), by=g.account.name, now=now)
    note(after={"silence": made.id, "until": iso(until)})
    return _done(alert_id, "Silenced; its end is still told.")


@alerts.post("/alerts/silences")
def add_silence() -> Response:
    """Send nothing about a rule, a type or a fingerprint for a while."""
    now = utc_now()
    until = now + timedelta(minutes=forms.whole_number("minutes") or 60)
    made = actions.silence(forms.text("target"), until=until, reason=forms.text("reason"), by=g.account.name, now=now)
    note(after={"silence": made.id, "until": iso(until)})
    flash(f"{made.target} is silenced.")
    return redirect(url_for("alerts.silences"), 303)


@alerts.post("/alerts/silences/<int:silence_id>/end")
def end_silence(silence_id: int) -> Response:
    """End a silence now."""
    actions.end_silence(silence_id, now=utc_now())
    flash("The silence has ended.")
    return redirect(url_for("alerts.silences"), 303)


@alerts.post("/alerts/channels/<name>/test")
def test_channel(name: str) -> Response:
    """Send a test message and say what the service answered."""
    channel = find_channel(current_settings(), name)
    tried = try_channel(channel, by=g.account.name, now=utc_now(), url=current_settings().public_url)
    if tried.outcome is not DeliveryOutcome.ACCEPTED:
        raise ServiceUnavailable(f"{name} did not accept the message: {tried.error}")
    flash(f"{name} accepted the message ({tried.answer}, {tried.latency_milliseconds:.0f} ms).")
    return redirect(url_for("alerts.channels"), 303)


def _wanted() -> Wanted:
    view = request.args.get("view", "")
    texts = {name: request.args.get(name, "").strip()[:100] for name in ("severity", "rule", "text")}
    return Wanted(
        view=View(view) if view in SHOWN_AS_TABS else View.ACTIVE,
        alert_type=request.args.get("type", "")[:50],
        since=forms.moment_in_address("since"),
        until=forms.moment_in_address("until"),
        **texts,
    )


def _channel_names() -> list[str]:
    return [channel.name for channel in configured_channels(current_settings())]


def _state(alert: Alert) -> tuple[object, ...]:
    # Not the row's version: each evaluation writes that anew, and changes nothing a person has decided.
    return alert.id, alert.resolved_at is not None, alert.acknowledged_by


def _mark(alert: Alert) -> str:
    return seen(*_state(alert))


def _done(alert_id: int, said: str) -> Response:
    flash(said)
    return redirect(url_for("alerts.show", alert_id=alert_id), 303)
