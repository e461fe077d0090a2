"""Files: the reports and exports that jobs made, to be looked at and downloaded."""

from flask import Blueprint, Response, flash, g, redirect, render_template, request, send_file, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response as BaseResponse

from fsp import paths
from fsp.clock import utc_now
from fsp.errors import NotFound
from fsp.extensions import current_settings, db, end_reading
from fsp.models.artifact import Artifact
from fsp.queueing.request import request_job
from fsp.reporting.render import style_hash

artifacts = Blueprint("artifacts", __name__)

SHOWN = 100


@artifacts.get("/files")
def index() -> str:
    """List the newest files."""
    found = db.session.scalars(select(Artifact).order_by(Artifact.created_at.desc(), Artifact.id).limit(SHOWN)).all()
    end_reading()
    template = "panels/files.html" if request.headers.get("HX-Request") else "pages/files.html"
    return render_template(template, artifacts=found, as_of=utc_now())


@artifacts.get("/files/<int:artifact_id>/<name>")
def download(artifact_id: int, name: str) -> Response:  # noqa: ARG001  (the name is for people and browsers)
    """Show a report, or download any other file."""
    artifact = db.session.get(Artifact, artifact_id)
    end_reading()
    file = paths.artifacts_folder(current_settings()) / artifact.path if artifact else None
    if artifact is None or file is None or not file.is_file():
        raise NotFound("There is no such file; it may have been cleaned up. Ask for it again.")
    is_report = artifact.kind == "report-html"
    answer = send_file(
        file.resolve(), mimetype=artifact.media_type, as_attachment=not is_report, download_name=file.name
    )
    if is_report:
        policy = f"default-src 'none'; style-src {style_hash()}; base-uri 'none'; form-action 'none'"
        answer.headers["Content-Security-Policy"] = f"{policy}; frame-ancestors 'none'"
    return answer


@artifacts.post("/reports")
def report() -> BaseResponse:
    """Ask for a report on every project."""
    request_job("generate-report", {}, requested_by=g.account.name)
    flash("The report is being built.")
    return redirect(url_for("artifacts.index"), 303)
