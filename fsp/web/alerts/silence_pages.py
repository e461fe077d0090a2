"""The pages of silences: the list, and its actions."""

from flask import Blueprint, g, redirect, url_for
from werkzeug.wrappers import Response

from fsp.alerts.judge import ALERT_NAMES
from fsp.alerts.silences import end_silence, list_silences, silence
from fsp.audit.action import Action
from fsp.clock import iso, later, utc_now
from fsp.models.account import Role
from fsp.models.alert_kinds import AlertType
from fsp.web import forms
from fsp.web.access.audit_trail import note
from fsp.web.access.permissions import requires
from fsp.web.partials import live_page
from fsp.web.toasts import Undo, done, minutes_left

silences = Blueprint("silences", __name__)

CHOICES = {"rule": ALERT_NAMES, "type": list(AlertType)}


@silences.get("/alerts/silences")
@requires(Role.VIEWER)
def index() -> str:
    """List active and ended silences."""
    now = utc_now()
    return live_page("alerts/silences", as_of=now, silences=list_silences(now, with_ended=True), rules=CHOICES)


@silences.post("/alerts/silences")
@requires(Role.OPERATOR, action=Action.SILENCE_ALERTS, target="alerts {target}")
def add() -> Response:
    """Silence a rule, a type or a fingerprint for a while."""
    now = utc_now()
    until = later(now, minutes=forms.whole_number("minutes") or 60)
    new_silence = silence(forms.text("target"), until=until, reason=forms.text("reason"), by=g.account.name, now=now)
    note(after={"silence": new_silence.id, "until": iso(until)})
    done(f"{new_silence.target} silenced.", Undo(url_for("silences.end", silence_id=new_silence.id)))
    return redirect(url_for("silences.index"), 303)


@silences.post("/alerts/silences/<int:silence_id>/end")
@requires(Role.OPERATOR, action=Action.END_SILENCE, target="silence {silence_id}")
def end(silence_id: int) -> Response:
    """End a silence now."""
    now = utc_now()
    before = next((holding for holding in list_silences(now) if holding.id == silence_id), None)
    end_silence(silence_id, now=now)
    if before:
        minutes = minutes_left(before.until, now)
        fields = {"target": before.target, "reason": before.reason, "minutes": minutes}
        done("Silence ended.", Undo(url_for("silences.add"), fields))
    return redirect(url_for("silences.index"), 303)
