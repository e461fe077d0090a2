"""`/api/imports`: upload a zip of posts in parts, plan its import, import it, and read the reports."""

from flask import Response, g, request, url_for

from fsp.audit.action import Action
from fsp.clock import utc_now
from fsp.content.lookup import find_project
from fsp.core import current_settings
from fsp.errors import InvalidInput
from fsp.importing import uploads
from fsp.models.account import Role
from fsp.stores import current_redis, end_reading
from fsp.web.access.audit_trail import note
from fsp.web.access.permissions import requires
from fsp.web.imports.schemas import (
    DiscardedShape,
    PartQuery,
    PartShape,
    ReportListShape,
    ReportPath,
    ReportShape,
    ReportsQuery,
    UploadBody,
    UploadPath,
    UploadShape,
)
from fsp.web.imports.views import find_report, read_upload, recent_reports
from fsp.web.openapi import answer, api_blueprint
from fsp.web.schema import Problem

imports_api = api_blueprint("api_imports")


@imports_api.post("/api/imports", responses={201: UploadShape}, summary="Start an upload of a zip of posts")
@requires(Role.OPERATOR, action=Action.UPLOAD_POSTS, target="project {project}")
def create(body: UploadBody) -> tuple[Response, int, dict[str, str]]:
    """Announce a zip. Its parts follow."""
    project = uploads.existing_project(body.project)
    upload = uploads.begin_upload(
        project, body.project, source=body.source, size_bytes=body.size_bytes, by=g.account.name
    )
    note(after={"upload": upload.id})
    return _shape(upload.id), 201, {"Location": url_for("api_imports.show", upload_id=upload.id)}


@imports_api.put("/api/imports/<upload_id>/content", responses={200: PartShape, 409: Problem}, summary="Upload a part")
@requires(Role.OPERATOR)
def add(path: UploadPath, query: PartQuery) -> Response:
    """Upload the next part of the zip in the request body, at most 1 MiB."""
    upload = uploads.find_upload(path.upload_id)
    data = request.get_data(cache=False)
    if not data:
        raise InvalidInput("The body must contain the bytes of the part, got none.")
    received = uploads.add_part(upload, data, offset=query.offset, settings=current_settings())
    end_reading()
    return answer(PartShape(received_bytes=received))


@imports_api.post("/api/imports/<upload_id>/plan", responses={200: UploadShape, 409: Problem}, summary="Plan an import")
@requires(Role.OPERATOR, action=Action.PLAN_IMPORT, target="upload {upload_id}")
def plan(path: UploadPath) -> Response:
    """Plan the import. Nothing changes."""
    uploads.request_plan(uploads.find_upload(path.upload_id), by=g.account.name, settings=current_settings())
    return _shape(path.upload_id)


@imports_api.post("/api/imports/<upload_id>/import", responses={200: UploadShape, 409: Problem}, summary="Import posts")
@requires(Role.OPERATOR, action=Action.IMPORT_POSTS, target="upload {upload_id}")
def go(path: UploadPath) -> Response:
    """Import what was planned."""
    uploads.request_import(uploads.find_upload(path.upload_id), by=g.account.name)
    return _shape(path.upload_id)


@imports_api.get("/api/imports/<upload_id>", responses={200: UploadShape}, summary="Read an upload")
@requires(Role.VIEWER)
def show(path: UploadPath) -> Response:
    """Return the state of an upload, its plan and its report."""
    return _shape(path.upload_id)


@imports_api.delete(
    "/api/imports/<upload_id>", responses={200: DiscardedShape, 409: Problem}, summary="Delete an upload"
)
@requires(Role.OPERATOR, action=Action.DISCARD_UPLOAD, target="upload {upload_id}")
def discard(path: UploadPath) -> Response:
    """Delete an upload and its files. Imported posts stay."""
    uploads.discard(uploads.find_upload(path.upload_id), current_settings())
    return answer(DiscardedShape(discarded=path.upload_id))


@imports_api.get("/api/import-reports", responses={200: ReportListShape}, summary="List the reports of a project")
@requires(Role.VIEWER)
def index(query: ReportsQuery) -> Response:
    """List the last reports of a project, newest first."""
    reports = ReportShape.list_of(recent_reports(find_project(query.project).id))
    end_reading()
    return answer(ReportListShape(reports=reports))


@imports_api.get("/api/import-reports/<int:report_id>", responses={200: ReportShape}, summary="Read a report")
@requires(Role.VIEWER)
def report(path: ReportPath) -> Response:
    """Return the complete report of one import."""
    shape = ReportShape.of(find_report(path.report_id))
    end_reading()
    return answer(shape)


def _shape(upload_id: str) -> Response:
    view = read_upload(upload_id, current_redis(), settings=current_settings(), now=utc_now())
    return answer(UploadShape.of(view))
