"""The performance page: baselines and regressions, trends, bottlenecks with recommendations, resource use."""

from flask import Blueprint, flash, g, redirect, request, url_for
from werkzeug.wrappers import Response

from fsp.audit.action import Action
from fsp.clock import utc_now
from fsp.history.hours import Measure
from fsp.jobs.registry import get_job_type
from fsp.models.account import Role
from fsp.performance.deploys import mark_deploy
from fsp.performance.runs import accept_new_normal
from fsp.stores import current_redis
from fsp.web.access.permissions import requires
from fsp.web.partials import live_page
from fsp.web.performance.views import read_whole_page

performance = Blueprint("performance", __name__)


@performance.get("/performance")
@requires(Role.VIEWER)
def index() -> str:
    """Show the performance of each job type. The measure of the heatmap is in the URL."""
    named = request.args.get("measure", "")
    measure = Measure(named) if named in set(Measure) else Measure.RUNS
    name = request.args.get("type", "")
    job_type = get_job_type(name).name if name else ""
    return live_page(
        "performance/index", view=read_whole_page(current_redis(), utc_now(), measure=measure, job_type=job_type)
    )


@performance.post("/performance/<path:name>/accept")
@requires(Role.OPERATOR, action=Action.ACCEPT_BASELINE, target="job type {name}")
def accept(name: str) -> Response:
    """Accept the newest runs of a job type as its new baseline."""
    size_class = request.values.get("size_class", "")
    accept_new_normal(get_job_type(name).name, size_class=size_class, by=g.account.name)
    flash(f"Baseline of {name} updated.")
    return redirect(url_for("performance.index"), 303)


@performance.post("/deploys")
@requires(Role.OPERATOR, action=Action.MARK_DEPLOY, target="version {version}")
def mark_deploy_now() -> Response:
    """Record that another version of the code runs from now on."""
    mark = mark_deploy(
        request.form.get("version", ""), by=g.account.name, now=utc_now(), note=request.form.get("note", "")
    )
    flash(f"Deploy {mark.version} recorded.")
    return redirect(url_for("performance.index"), 303)
