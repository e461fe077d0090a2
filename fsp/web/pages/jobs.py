"""Jobs: lists by state and type, and one job."""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from fsp.clock import utc_now
from fsp.extensions import current_redis
from fsp.jobs.registry import all_job_types
from fsp.queueing.cancel import cancel
from fsp.web.panels.jobs import STATES, read_job_page, read_jobs

jobs = Blueprint("jobs", __name__)


@jobs.get("/jobs")
def index() -> str:
    """List jobs; `state` and `type` are in the address, so that a view can be shared."""
    state = request.args.get("state", "all")
    view = read_jobs(
        current_redis(),
        utc_now(),
        state=state if state in STATES else "all",
        job_type=request.args.get("type", ""),
    )
    template = "panels/jobs.html" if request.headers.get("HX-Request") else "pages/jobs.html"
    return render_template(template, view=view, states=STATES, job_types=all_job_types())


@jobs.post("/jobs/<job_id>/cancel")
def stop(job_id: str) -> Response:
    """Cancel a job that waits or runs."""
    is_done = cancel(current_redis(), job_id, by=g.account.name)
    flash("Cancelled." if is_done else "Its worker ends it within seconds.")
    return redirect(url_for("jobs.show", job_id=job_id), 303)


@jobs.get("/jobs/<job_id>")
def show(job_id: str) -> str:
    """Show one job; a poll gets the part that changes."""
    template = "panels/job.html" if request.headers.get("HX-Request") else "pages/job.html"
    return render_template(template, view=read_job_page(current_redis(), job_id, utc_now()))
