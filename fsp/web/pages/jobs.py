"""Jobs: found by whatever is known of them, and one job."""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from fsp.clock import utc_now
from fsp.errors import InvalidInput
from fsp.extensions import current_redis
from fsp.history.job_filter import STATES, JobFilter, filter_of
from fsp.jobs.priority import QUEUE_NAMES
from fsp.jobs.registry import all_job_types, indexed_arguments
from fsp.queueing.cancel import cancel
from fsp.web.panels.job import read_job_page
from fsp.web.panels.job_list import JobList, read_job_list

jobs = Blueprint("jobs", __name__)


@jobs.get("/jobs")
def index() -> tuple[str, int]:
    """List jobs; all that is looked for is in the address, so that a view can be shared."""
    now, code, fault = utc_now(), 200, ""
    try:
        view = read_job_list(current_redis(), filter_of(request.args), now=now, cursor=request.args.get("cursor", ""))
    except InvalidInput as error:
        # The form keeps what was typed and says what is wrong with it.
        view, code, fault = JobList(now, JobFilter(), [], "", None, []), 422, str(error)
    page = render_template(
        "panels/jobs.html" if request.headers.get("HX-Request") else "pages/jobs.html",
        view=view,
        fault=fault,
        states=STATES,
        queues=QUEUE_NAMES,
        job_types=all_job_types(),
        declared=indexed_arguments(),
    )
    return page, code


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
