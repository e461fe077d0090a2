"""Schedules: when each runs next, what became of its last ticks, and whether a success is overdue."""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from fsp.clock import utc_now
from fsp.errors import NotFound
from fsp.extensions import current_redis, db, end_reading
from fsp.health.schedules import read_schedules
from fsp.jobs.schedule import all_schedules
from fsp.models.job_request import JobRequest
from fsp.queueing.request import request_job

schedules = Blueprint("schedules", __name__)

TICKS_SHOWN = 20


@schedules.get("/schedules")
def index() -> str:
    """List the schedules with their last ticks."""
    now = utc_now()
    ticks = db.session.scalars(
        select(JobRequest).where(JobRequest.schedule.is_not(None)).order_by(JobRequest.due_at.desc()).limit(TICKS_SHOWN)
    ).all()
    end_reading()
    template = "panels/schedules.html" if request.headers.get("HX-Request") else "pages/schedules.html"
    return render_template(template, as_of=now, schedules=read_schedules(current_redis(), now), ticks=ticks)


@schedules.post("/schedules/<name>/run")
def run_now(name: str) -> Response:
    """Run a schedule's job once, now, beside its ticks."""
    found = next((schedule for schedule in all_schedules() if schedule.name == name), None)
    if found is None:
        raise NotFound(f'There is no schedule "{name}".')
    job = request_job(found.job_type, found.arguments, requested_by=g.account.name)
    flash(f"{name} runs as soon as a worker is free.")
    return redirect(url_for("jobs.show", job_id=job.job_id), 303)
