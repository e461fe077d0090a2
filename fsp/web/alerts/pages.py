"""The pages of alerts: the list, one alert, and its actions."""

from urllib.parse import urlencode

from flask import Blueprint, flash, g, redirect, request, url_for
from werkzeug.wrappers import Response

from fsp.alerts import actions, silences
from fsp.alerts.channels.catalogue import channel_names
from fsp.alerts.judge import ALERT_NAMES
from fsp.alerts.listing import AlertFilter, View, count_views, list_alerts
from fsp.alerts.silences import silences_of
from fsp.alerts.timeline import read_evaluations, read_notices, read_timeline
from fsp.audit.action import Action
from fsp.clock import iso, later, utc_now
from fsp.conditions.catalogue import find_alert_rule
from fsp.core import current_settings
from fsp.models.account import Role
from fsp.models.alert_kinds import AlertType, Severity
from fsp.web import forms
from fsp.web.access.audit_trail import note
from fsp.web.access.permissions import requires
from fsp.web.chips import chips_of
from fsp.web.etags import alert_mark, refuse_unless
from fsp.web.partials import live_page
from fsp.web.toasts import Undo, done

alerts = Blueprint("alerts", __name__)

PAGE_SIZE = 50
EVALUATIONS_SHOWN = 50
SHOWN_AS_TABS = tuple(view for view in View if view is not View.ONGOING)
CHOICES = {
    "severity": list(Severity),
    "type": list(AlertType),
    "rule": ALERT_NAMES,
}


CHIPS = {"severity": "severity", "type": "type", "rule": "rule", "text": "text", "since": "from", "until": "to"}


@alerts.get("/alerts")
@requires(Role.VIEWER)
def index() -> str:
    """List alerts, active ones by severity. The filter is in the URL."""
    now = utc_now()
    criteria, counts = _filter(), count_views(now)
    alert_page = list_alerts(criteria, now=now, before_id=request.args.get("before", type=int), limit=PAGE_SIZE)
    asked = {name: value for name, value in request.args.items() if value and name not in {"before", "view"}}
    older = {"before": alert_page[-1].id} if len(alert_page) == PAGE_SIZE else {}
    if criteria.view in counts:
        alert_page.sort(key=lambda alert: -Severity(alert.severity).rank)
    return live_page(
        "alerts/index",
        as_of=now,
        criteria=criteria,
        alerts=alert_page,
        counts=counts,
        asked=asked,
        chips=chips_of("/alerts", {"view": criteria.view} | asked, CHIPS),
        query=urlencode({"view": criteria.view} | asked),
        older=urlencode({"view": criteria.view} | asked | older) if older else "",
        views=SHOWN_AS_TABS,
        choices=CHOICES,
        channels=channel_names(current_settings()),
        marks={alert.id: alert_mark(alert) for alert in alert_page},
    )


@alerts.get("/alerts/<int:alert_id>")
@requires(Role.VIEWER)
def show(alert_id: int) -> str:
    """Show one alert: its history, its notifications, and its evaluations."""
    now, alert = utc_now(), actions.find_alert(alert_id)
    return live_page(
        "alerts/alert",
        as_of=now,
        alert=alert,
        rule=find_alert_rule(alert.rule),
        silences=silences_of(alert, now),
        timeline=read_timeline(alert),
        notices=read_notices(alert.id),
        evaluations=read_evaluations(alert)[:EVALUATIONS_SHOWN],
        seen=alert_mark(alert),
    )


@alerts.post("/alerts/<int:alert_id>/acknowledge")
@requires(Role.OPERATOR, action=Action.ACKNOWLEDGE_ALERT, target="alert {alert_id}")
def acknowledge(alert_id: int) -> Response:
    """Acknowledge an alert: stop its reminders."""
    alert = actions.find_alert(alert_id)
    refuse_unless(alert_mark(alert))
    note(before={"acknowledged_by": alert.acknowledged_by}, after={"acknowledged_by": g.account.name})
    actions.acknowledge(alert, by=g.account.name, now=utc_now())
    return _done(alert_id, "Acknowledged. Reminders stop; you will still be notified when it resolves.")


@alerts.post("/alerts/<int:alert_id>/resolve")
@requires(Role.OPERATOR, action=Action.RESOLVE_ALERT, target="alert {alert_id}")
def resolve(alert_id: int) -> Response:
    """Resolve an alert manually."""
    alert = actions.find_alert(alert_id)
    refuse_unless(alert_mark(alert))
    note(before={"state": alert.state}, after={"state": "resolved"})
    actions.resolve(alert, by=g.account.name, now=utc_now(), channels=channel_names(current_settings()))
    return _done(alert_id, "Resolved. It fires again if the condition persists.")


@alerts.post("/alerts/<int:alert_id>/silence")
@requires(Role.OPERATOR, action=Action.SILENCE_ALERTS, target="alert {alert_id}")
def silence(alert_id: int) -> Response:
    """Silence an alert for a while."""
    now, alert = utc_now(), actions.find_alert(alert_id)
    until = later(now, minutes=forms.whole_number("minutes") or 60)
    new_silence = silences.silence(
        alert.fingerprint, until=until, reason=forms.text("reason"), by=g.account.name, now=now
    )
    note(after={"silence": new_silence.id, "until": iso(until)})
    done(
        "Silenced. You will still be notified when it resolves.",
        Undo(url_for("silences.end", silence_id=new_silence.id)),
    )
    return redirect(url_for("alerts.show", alert_id=alert_id), 303)


def _filter() -> AlertFilter:
    view = request.args.get("view", "")
    texts = {name: request.args.get(name, "").strip()[:100] for name in ("severity", "rule", "text")}
    return AlertFilter(
        view=View(view) if view in SHOWN_AS_TABS else View.ACTIVE,
        alert_type=request.args.get("type", "")[:50],
        since=forms.moment_in_address("since"),
        until=forms.moment_in_address("until"),
        **texts,
    )


def _done(alert_id: int, said: str) -> Response:
    flash(said)
    return redirect(url_for("alerts.show", alert_id=alert_id), 303)
