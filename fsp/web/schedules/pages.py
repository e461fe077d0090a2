"""The pages of schedules: next runs, ticks with their outcomes, and actions."""

from urllib.parse import urlencode

from flask import Blueprint, flash, g, redirect, request, url_for
from werkzeug.wrappers import Response

from fsp.audit.action import Action
from fsp.clock import iso, later, utc_now
from fsp.conditions.schedules import read_schedules
from fsp.gates.pauses import Pause
from fsp.models.account import Role
from fsp.queueing.request import request_job
from fsp.schedules.pauses import pause_schedule, read_schedule_pauses, resume_schedule
from fsp.schedules.schedule import get_schedule
from fsp.schedules.ticks import STATES, read_ticks
from fsp.stores import current_redis
from fsp.web import forms
from fsp.web.access.audit_trail import note
from fsp.web.access.permissions import requires
from fsp.web.etags import refuse_unless, schedule_mark
from fsp.web.partials import live_page
from fsp.web.toasts import Undo, done, pause_again

schedules = Blueprint("schedules", __name__)

TICKS_SHOWN = 20
PAGE_SIZE = 50


@schedules.get("/schedules")
@requires(Role.VIEWER)
def index() -> str:
    """List the schedules with their last ticks."""
    now = utc_now()
    readings = read_schedules(current_redis(), now)
    return live_page("schedules/index", as_of=now, schedules=readings, ticks=read_ticks(limit=TICKS_SHOWN))


@schedules.get("/schedules/<name>")
@requires(Role.VIEWER)
def show(name: str) -> str:
    """Show one schedule with its ticks, filtered by the URL."""
    schedule, now = get_schedule(name), utc_now()
    state = request.args.get("state", "")
    state = state if state in STATES else ""
    ticks = read_ticks(schedule.name, state=state, before=forms.moment_in_address("before"), limit=PAGE_SIZE)
    last = ticks[-1].due_at if len(ticks) == PAGE_SIZE else None
    reading = next(candidate for candidate in read_schedules(current_redis(), now) if candidate.schedule == schedule)
    filters = {"state": state} if state else {}
    return live_page(
        "schedules/schedule",
        as_of=now,
        found=reading,
        ticks=ticks,
        state=state,
        states=STATES,
        query=urlencode(filters),
        older=urlencode(filters | {"before": iso(last)}) if last else "",
        seen=schedule_mark(schedule.name),
    )


@schedules.post("/schedules/<name>/run")
@requires(Role.OPERATOR, action=Action.RUN_SCHEDULE, target="schedule {name}")
def run_now(name: str) -> Response:
    """Run a schedule once, now."""
    schedule = get_schedule(name)
    job = request_job(schedule.job_type, schedule.arguments, requested_by=g.account.name)
    note(after={"job_id": job.job_id})
    flash(f"{name} will run as soon as a worker is free.")
    return redirect(url_for("jobs.show", job_id=job.job_id), 303)


@schedules.post("/schedules/<name>/pause")
@requires(Role.OPERATOR, action=Action.PAUSE_SCHEDULE, target="schedule {name}")
def pause(name: str) -> Response:
    """Pause a schedule."""
    now = utc_now()
    refuse_unless(schedule_mark(name))
    minutes = forms.whole_number("minutes")
    until = later(now, minutes=minutes) if minutes else None
    pause_schedule(name, Pause(g.account.name, forms.text("reason"), now, until))
    note(before={"is_paused": False}, after={"is_paused": True, "until": iso(until) if until else None})
    undo = Undo(url_for("schedules.resume", name=name), {"seen": schedule_mark(name)})
    done(f"{name} is paused. A running job continues.", undo)
    return redirect(url_for("schedules.show", name=name), 303)


@schedules.post("/schedules/<name>/resume")
@requires(Role.OPERATOR, action=Action.RESUME_SCHEDULE, target="schedule {name}")
def resume(name: str) -> Response:
    """Resume a schedule."""
    refuse_unless(schedule_mark(name))
    now = utc_now()
    before = read_schedule_pauses(now).get(name)
    resume_schedule(name, now)
    note(before={"is_paused": True}, after={"is_paused": False})
    done(f"{name} resumed.", pause_again(url_for("schedules.pause", name=name), before, now, seen=schedule_mark(name)))
    return redirect(url_for("schedules.show", name=name), 303)
