"""Files: the page of exports, and the downloads of reports and exports."""

from typing import Any

from flask import Blueprint, Response, flash, g, redirect, request, send_file, url_for
from werkzeug.wrappers import Response as BaseResponse

from fsp.audit.action import Action
from fsp.clock import utc_now
from fsp.content.lookup import find_project
from fsp.core import current_settings
from fsp.errors import InvalidInput, NotFound
from fsp.exporting.formats import DEFAULT_FORMATS, TITLES
from fsp.exporting.pdf.paper import MAX_BLEED_MILLIMETRES, PaperSize
from fsp.files.artifacts import artifact_file, delete_artifacts
from fsp.files.requests import MAKERS, find_file_request, read_files
from fsp.models.account import Role
from fsp.models.artifact import Artifact
from fsp.queueing.request import request_job
from fsp.reporting.html_page import style_hash
from fsp.stores import current_redis, db, end_reading
from fsp.web import forms
from fsp.web.access.audit_trail import note
from fsp.web.access.permissions import requires
from fsp.web.partials import live_page

artifacts = Blueprint("artifacts", __name__)

_CHOICES = {
    "formats": TITLES,
    "default_formats": DEFAULT_FORMATS,
    "papers": PaperSize,
    "max_bleed": MAX_BLEED_MILLIMETRES,
}


@artifacts.get("/files")
@requires(Role.VIEWER)
def index() -> str:
    """List requested exports, newest first. `before` is the last one on the previous page."""
    view = read_files(current_redis(), utc_now(), before=request.args.get("before", ""), job_types=("export-data",))
    return live_page("artifacts/index", view=view, choices=_CHOICES, project=request.args.get("project", ""))


@artifacts.get("/files/<int:artifact_id>/<name>")
@requires(Role.VIEWER)
def download(artifact_id: int, name: str) -> Response:  # noqa: ARG001  (the name is for people and browsers)
    """Show a report, or download any other file."""
    artifact = db.session.get(Artifact, artifact_id)
    end_reading()
    file = artifact_file(artifact.path, current_settings()) if artifact else None
    if artifact is None or file is None or not file.is_file():
        raise NotFound("File not found; it may have been deleted by retention. Generate it again.")
    is_report = artifact.kind == "report-html"
    answer = send_file(
        file.resolve(), mimetype=artifact.media_type, as_attachment=not is_report, download_name=file.name
    )
    if is_report:
        policy = f"default-src 'none'; style-src {style_hash()}; base-uri 'none'; form-action 'none'"
        answer.headers["Content-Security-Policy"] = f"{policy}; frame-ancestors 'none'"
    return answer


@artifacts.post("/files/requests")
@requires(Role.OPERATOR, action=Action.REQUEST_FILES, target="{what} of project {project}")
def ask() -> BaseResponse:
    """Request a report on one project or all, or an export of one."""
    slug = forms.text("project")
    project = find_project(slug) if slug else None
    if request.form.get("what") == "export" and project is None:
        raise InvalidInput("Choose a project to export.")
    job_type = "export-data" if request.form.get("what") == "export" else "generate-report"
    project_id = project.id if project else None
    options = _export_options() if job_type == "export-data" else {}
    request_job(job_type, {"project": slug or None, **options}, requested_by=g.account.name, project_id=project_id)
    return _done(f"Building the {MAKERS[job_type].lower()}…", job_type)


@artifacts.post("/files/requests/<job_id>/again")
@requires(Role.OPERATOR, action=Action.REQUEST_FILES, target="as job {job_id}")
def again(job_id: str) -> BaseResponse:
    """Request a failed or deleted one again."""
    before = find_file_request(job_id)
    request_job(before.job_type, before.arguments, requested_by=g.account.name, project_id=before.project_id)
    return _done(f"Rebuilding the {MAKERS[before.job_type].lower()}…", before.job_type)


@artifacts.post("/files/requests/<job_id>/delete")
@requires(Role.OPERATOR, action=Action.DELETE_FILES, target="files of job {job_id}")
def delete(job_id: str) -> BaseResponse:
    """Delete the files of a job."""
    file_request = find_file_request(job_id)
    number = delete_artifacts(file_request.job_id, current_settings())
    note(count=number)
    return _done(f"{number} file{'s' if number != 1 else ''} deleted.", file_request.job_type)


def _export_options() -> dict[str, Any]:
    """Return the chosen options. The job type validates them."""
    bleed = forms.text("bleed") or "0"
    return {
        "formats": request.form.getlist("format") or list(DEFAULT_FORMATS),
        "paper": forms.text("paper") or PaperSize.A5,
        "bleed_millimetres": int(bleed) if bleed.isdecimal() else bleed,
    }


def _done(message: str, job_type: str) -> BaseResponse:
    flash(message)
    return redirect(url_for("reports.index" if job_type == "generate-report" else "artifacts.index"), 303)
