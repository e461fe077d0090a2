"""Reports: the form, the list, and the subscriptions by mail."""

from flask import Blueprint, flash, g, redirect, request, url_for
from werkzeug.wrappers import Response

from fsp.audit.action import Action
from fsp.models.account import Role
from fsp.queueing.request import request_job
from fsp.web.access.permissions import requires
from fsp.web.partials import live_page
from fsp.web.reports.request_form import form_choices, report_arguments
from fsp.web.reports.views import read_reports

reports = Blueprint("reports", __name__)


@reports.get("/reports")
@requires(Role.VIEWER)
def index() -> str:
    """List reports, newest first. `before` is the last one on the previous page."""
    view = read_reports(request.args.get("before", ""))
    return live_page("reports/index", view=view, choices=form_choices(), project=request.args.get("project", ""))


@reports.post("/reports")
@requires(Role.OPERATOR, action=Action.REQUEST_FILES, target="report of project {project}")
def create() -> Response:
    """Request a report on one project or all."""
    arguments, project_id = report_arguments()
    request_job("generate-report", arguments, requested_by=g.account.name, project_id=project_id)
    flash("Building the report…")
    return redirect(url_for("reports.index"), 303)
