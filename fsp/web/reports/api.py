"""`/api/reports`: request and list reports. Their files are at `/api/files`."""

from flask import Response, g

from fsp.audit.action import Action
from fsp.clock import utc_now
from fsp.content.lookup import find_project
from fsp.files.requests import read_files
from fsp.models.account import Role
from fsp.queueing.request import request_job
from fsp.stores import current_redis
from fsp.web.access.permissions import requires
from fsp.web.artifacts.schemas import FileListShape, FileRequestShape
from fsp.web.openapi import answer, api_blueprint
from fsp.web.reports.schemas import ReportBody, ReportListQuery, RequestedReportShape
from fsp.web.reports.views import REPORTS

reports_api = api_blueprint("api_reports")


@reports_api.get("/api/reports", responses={200: FileListShape}, summary="List reports")
@requires(Role.VIEWER)
def index(query: ReportListQuery) -> Response:
    """List requested reports with their files, newest first."""
    page = read_files(current_redis(), utc_now(), before=query.before, job_types=REPORTS)
    requests = FileRequestShape.list_of(page.requests)
    return answer(FileListShape(as_of=page.as_of, requests=requests, before=page.older or None))


@reports_api.post("/api/reports", responses={201: RequestedReportShape}, summary="Request a report")
@requires(Role.OPERATOR, action=Action.REQUEST_FILES, target="report of project {project}")
def create(body: ReportBody) -> tuple[Response, int]:
    """Request a report on one project or all."""
    project_id = find_project(body.project).id if body.project else None
    body.options.span(utc_now())
    arguments = {"project": body.project or None, **body.options.arguments}
    job = request_job("generate-report", arguments, requested_by=g.account.name, project_id=project_id)
    return answer(RequestedReportShape(job_id=job.job_id)), 201
