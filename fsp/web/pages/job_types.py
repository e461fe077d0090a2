"""Job types and queues: their limits, circuits and pauses, and what an operator does about them."""

from datetime import datetime, timedelta

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from fsp.admission.gates import Pause, close_circuit, pause_queue, pause_type, resume_queue, resume_type, slots_of
from fsp.admission.limits import LimitOverride, reset_limit, set_limit
from fsp.clock import utc_now
from fsp.extensions import current_redis
from fsp.jobs.registry import get_job_type
from fsp.web import forms
from fsp.web.access.trail import note
from fsp.web.panels.job_types import read_job_types

job_types = Blueprint("job_types", __name__)


@job_types.get("/job-types")
def index() -> str:
    """List the job types and the queues."""
    template = "panels/job_types.html" if request.headers.get("HX-Request") else "pages/job_types.html"
    return render_template(template, view=read_job_types(current_redis(), utc_now()))


@job_types.post("/job-types/<name>/pause")
def pause(name: str) -> Response:
    """Let no job of a type start."""
    pause_type(current_redis(), name, _pause(utc_now()))
    return _done(f"{name} is paused; running jobs go on.")


@job_types.post("/job-types/<name>/resume")
def resume(name: str) -> Response:
    """Let jobs of a type start again."""
    resume_type(current_redis(), name)
    return _done(f"{name} goes on.")


@job_types.post("/job-types/<name>/close-circuit")
def close(name: str) -> Response:
    """Close a circuit without waiting for its probe."""
    close_circuit(current_redis(), name)
    return _done(f"The circuit of {name} is closed.")


@job_types.post("/job-types/<name>/limit")
def limit(name: str) -> Response:
    """Let another number of jobs of a type run than its code says."""
    wanted, before = forms.whole_number("limit") or 0, slots_of(current_redis(), name, utc_now())
    note(before={"limit": before}, after={"limit": wanted})
    set_limit(current_redis(), name, LimitOverride(wanted, g.account.name, forms.text("reason"), utc_now()))
    return _done(f"{name}: {wanted} may run at once, until the limit is reset.")


@job_types.post("/job-types/<name>/reset-limit")
def unlimit(name: str) -> Response:
    """Let as many jobs of a type run as its code says."""
    rules, before = get_job_type(name), slots_of(current_redis(), name, utc_now())
    note(before={"limit": before}, after={"limit": rules.concurrency})
    reset_limit(current_redis(), name)
    return _done(f"{name}: {rules.concurrency} may run at once, as its code says.")


@job_types.post("/queues/<name>/pause")
def pause_one_queue(name: str) -> Response:
    """Let no job of a queue start."""
    pause_queue(current_redis(), name, _pause(utc_now()))
    return _done(f"The queue {name} is paused; running jobs go on.")


@job_types.post("/queues/<name>/resume")
def resume_one_queue(name: str) -> Response:
    """Let jobs of a queue start again."""
    resume_queue(current_redis(), name)
    return _done(f"The queue {name} goes on.")


def _pause(now: datetime) -> Pause:
    minutes = forms.whole_number("minutes")
    until = now + timedelta(minutes=minutes) if minutes else None
    return Pause(g.account.name, forms.text("reason"), now, until)


def _done(said: str) -> Response:
    flash(said)
    return redirect(url_for("job_types.index"), 303)
