"""Performance: baselines and regressions, trends, bottlenecks with what to do, resource use."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from fsp.clock import utc_now
from fsp.extensions import current_redis
from fsp.jobs.registry import all_job_types, get_job_type
from fsp.performance.bottlenecks import find_bottlenecks
from fsp.performance.executions import read_executions
from fsp.performance.resources import resource_use
from fsp.performance.runs import accept_new_normal, read_performance
from fsp.performance.slowest import slowest_operations

performance = Blueprint("performance", __name__)

WINDOW_SECONDS = 24 * 3600


@performance.get("/performance")
def index() -> str:
    """Show what is known of the speed of each job type."""
    now, types = utc_now(), all_job_types()
    executions = read_executions(current_redis(), [found.name for found in types], now)
    slots = {found.name: found.concurrency for found in types}
    template = "panels/performance.html" if request.headers.get("HX-Request") else "pages/performance.html"
    return render_template(
        template,
        as_of=now,
        tracks=read_performance(),
        bottlenecks=find_bottlenecks(executions, slots=slots, span_seconds=WINDOW_SECONDS),
        operations=slowest_operations(executions),
        resources=resource_use(executions),
    )


@performance.post("/performance/<name>/accept")
def accept(name: str) -> Response:
    """Take the newest runs of a job type as its new normal."""
    accept_new_normal(get_job_type(name).name)
    flash(f"The newest runs of {name} are its new normal.")
    return redirect(url_for("performance.index"), 303)
