"""Alerts: what is wrong now, what was, and what an operator does about it."""

from datetime import timedelta

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from fsp.alerts import actions, history
from fsp.alerts.channels.catalogue import configured_channels
from fsp.clock import utc_now
from fsp.extensions import current_settings
from fsp.web import forms

alerts = Blueprint("alerts", __name__)

SHOWN = 50


@alerts.get("/alerts")
def index() -> str:
    """List the alerts that go on and those that ended, the channels and the latest deliveries."""
    template = "panels/alerts.html" if request.headers.get("HX-Request") else "pages/alerts.html"
    return render_template(
        template,
        as_of=utc_now(),
        active=history.active_alerts(),
        ended=[alert for alert in history.alert_history(limit=SHOWN) if alert.resolved_at],
        channels=[channel.name for channel in configured_channels(current_settings())],
        deliveries=history.deliveries(limit=20),
    )


@alerts.post("/alerts/<int:alert_id>/acknowledge")
def acknowledge(alert_id: int) -> Response:
    """Stop an alert's reminders."""
    actions.acknowledge(actions.find_alert(alert_id), by=g.account.name, now=utc_now())
    return _done("Acknowledged: no more reminders; its end is still told.")


@alerts.post("/alerts/<int:alert_id>/resolve")
def resolve(alert_id: int) -> Response:
    """End an alert by hand."""
    names = [channel.name for channel in configured_channels(current_settings())]
    actions.resolve(actions.find_alert(alert_id), by=g.account.name, now=utc_now(), channels=names)
    return _done("Resolved; a cause that goes on fires anew.")


@alerts.post("/alerts/<int:alert_id>/silence")
def silence(alert_id: int) -> Response:
    """Send nothing about an alert's cause for a while."""
    now, alert = utc_now(), actions.find_alert(alert_id)
    until = now + timedelta(minutes=forms.whole_number("minutes") or 60)
    reason = forms.text("reason")
    actions.silence(alert.fingerprint, until=until, reason=reason, by=g.account.name, now=now)
    return _done("Silenced; its end is still told.")


def _done(said: str) -> Response:
    flash(said)
    return redirect(url_for("alerts.index"), 303)
