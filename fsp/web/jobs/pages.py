"""The list of jobs, the page of one job, and the actions on it."""

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from fsp.audit.action import Action
from fsp.bulk.again import run_again
from fsp.bulk.again_from_step import run_again_from_step
from fsp.clock import utc_now
from fsp.dead_letters.arguments import edited_arguments
from fsp.errors import Conflict, InvalidInput
from fsp.history.job_filter import JobFilter
from fsp.history.job_query import filter_of
from fsp.inspection.job_counts import count_by_state
from fsp.inspection.job_list import JobList, read_job_list
from fsp.jobs.priority import QUEUE_NAMES, Priority
from fsp.jobs.registry import all_job_types, indexed_arguments
from fsp.models.account import Role
from fsp.queueing.cancel import cancel
from fsp.queueing.move import move
from fsp.stores import current_redis
from fsp.web import forms
from fsp.web.access.permissions import requires
from fsp.web.jobs.attempts_view import events_of
from fsp.web.jobs.job_page import JobPage
from fsp.web.jobs.job_view import read_job_page
from fsp.web.jobs.list_view import actions_of, attempts_of, chips_of, rows_of, tabs_of
from fsp.web.partials import live_page

jobs = Blueprint("jobs", __name__)


@jobs.get("/jobs")
@requires(Role.VIEWER)
def index() -> tuple[str, int]:
    """List jobs. The filter is in the URL, so that a view can be shared."""
    now, code, fault = utc_now(), 200, ""
    try:
        view = read_job_list(current_redis(), filter_of(request.args), now=now, cursor=request.args.get("cursor", ""))
    except InvalidInput as error:
        # The form keeps the text and shows its errors.
        view, code, fault = JobList(now, JobFilter(), [], "", None, []), 422, str(error)
    counts = {} if fault else count_by_state(current_redis(), view)
    page = live_page(
        "jobs/index",
        view=view,
        fault=fault,
        rows=rows_of(view.jobs),
        tabs=tabs_of(view.job_filter, counts),
        chips=chips_of(view.job_filter),
        actions=actions_of(view.job_filter),
        queues=QUEUE_NAMES,
        job_types=all_job_types(),
        declared=indexed_arguments(),
    )
    return page, code


@jobs.post("/jobs/<job_id>/cancel")
@requires(Role.OPERATOR, action=Action.CANCEL_JOB, target="job {job_id}")
def stop(job_id: str) -> Response:
    """Cancel a waiting or running job."""
    is_cancelled = cancel(current_redis(), job_id, by=g.account.name)
    flash("Cancelled." if is_cancelled else "Cancelling. The worker stops it within seconds.")
    return redirect(url_for("jobs.show", job_id=job_id), 303)


@jobs.post("/jobs/<job_id>/again")
@requires(Role.OPERATOR, action=Action.RUN_JOB_AGAIN, target="job {job_id}")
def again(job_id: str) -> Response | tuple[str, int]:
    """Run a job again as a new one, with edited arguments or from a step. Invalid input stays in the form."""
    typed, step = request.form.get("arguments"), request.form.get("from_step")
    try:
        if step is not None:
            new_id = run_again_from_step(current_redis(), job_id, step, by=g.account.name, now=utc_now())
        else:
            arguments = edited_arguments(typed) if typed is not None else None
            new_id = run_again(current_redis(), job_id, by=g.account.name, arguments=arguments)
    except (InvalidInput, Conflict) as error:
        view = read_job_page(current_redis(), job_id, utc_now())
        return render_template("jobs/job.html", **_job(view), fault=str(error), typed=typed), 422
    flash("Run again as a new job.")
    return redirect(url_for("jobs.show", job_id=new_id), 303)


@jobs.post("/jobs/<job_id>/move")
@requires(Role.OPERATOR, action=Action.MOVE_JOB, target="job {job_id}")
def shift(job_id: str) -> Response:
    """Move a waiting job to the front of its queue, or to another queue."""
    to = forms.text("to")
    if to != "front" and to not in QUEUE_NAMES:
        raise InvalidInput(f'A job can be moved to front, {", ".join(QUEUE_NAMES)}, got "{to:.40}".')
    move(current_redis(), job_id, to=None if to == "front" else Priority(to))
    flash("Moved to the front of the queue." if to == "front" else f"Moved to {to}.")
    return redirect(url_for("jobs.show", job_id=job_id), 303)


@jobs.get("/jobs/<job_id>")
@requires(Role.VIEWER)
def show(job_id: str) -> str:
    """Show one job. A poll returns only the live part."""
    shows_all = request.args.get("arguments") == "all"
    return live_page(
        "jobs/job", **_job(read_job_page(current_redis(), job_id, utc_now(), shows_all_arguments=shows_all))
    )


@jobs.get("/jobs/<job_id>/log")
@requires(Role.VIEWER)
def follow(job_id: str) -> str:
    """Show the log of a job; the page of a running job polls it every two seconds."""
    return render_template("jobs/log.html", view=read_job_page(current_redis(), job_id, utc_now()))


def _job(view: JobPage) -> dict[str, Any]:
    return {"view": view, "events": events_of(view), "attempts": attempts_of(view.reading) if view.reading else ""}
