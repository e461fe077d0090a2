"""Imports posts in the browser: upload, plan and import, and the reports of a project."""

import os
from typing import IO

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from fsp.audit.action import Action
from fsp.clock import utc_now
from fsp.content.lookup import find_project
from fsp.core import current_settings
from fsp.errors import Conflict, InvalidInput
from fsp.importing import uploads
from fsp.importing.source import MAX_FILE_BYTES, MAX_FILES, MAX_ZIP_BYTES
from fsp.models.account import Role
from fsp.models.import_upload import ImportUpload
from fsp.models.project import Project
from fsp.stores import current_redis, db, end_reading
from fsp.web import forms
from fsp.web.access.audit_trail import note
from fsp.web.access.permissions import requires
from fsp.web.imports.views import read_report, read_upload
from fsp.web.partials import live_page
from fsp.web.upload_request import MAX_FORM_ZIP_BYTES

imports = Blueprint("imports", __name__)

LIMITS = {
    "max_files": MAX_FILES,
    "max_bytes": MAX_ZIP_BYTES,
    "max_file_bytes": MAX_FILE_BYTES,
    "max_form_bytes": MAX_FORM_ZIP_BYTES,
}


@imports.get("/imports/new")
@requires(Role.OPERATOR)
def new() -> str:
    """Show the upload form."""
    slug = request.args.get("project", "")
    project = find_project(slug) if slug else None
    end_reading()
    return render_template("imports/new.html", project=project, title="", limits=LIMITS)


@imports.post("/imports")
@requires(Role.OPERATOR, action=Action.UPLOAD_POSTS, target="project {project}")
def create() -> Response | tuple[str, int]:
    """Accept a zip from the form and plan its import."""
    name = forms.text("project")
    project = uploads.existing_project(name)
    file = request.files.get("zip")
    try:
        if file is None or not file.filename:
            raise InvalidInput("Choose a file to import: a zip of Markdown files, or an export of another system.")
        upload = _keep(name, file.stream, file.filename)
    except (InvalidInput, Conflict) as error:
        db.session.rollback()
        page = render_template("imports/new.html", project=project, title=name, limits=LIMITS, error=str(error))
        return page, 422
    note(after={"upload": upload.id})
    return _to(upload)


@imports.get("/imports/<upload_id>")
@requires(Role.VIEWER)
def show(upload_id: str) -> str:
    """Show the state of an upload. A poll returns the part that changes."""
    view = read_upload(upload_id, current_redis(), settings=current_settings(), now=utc_now())
    return live_page("imports/import", view=view)


@imports.post("/imports/<upload_id>/plan")
@requires(Role.OPERATOR, action=Action.PLAN_IMPORT, target="upload {upload_id}")
def plan(upload_id: str) -> Response:
    """Plan the import again."""
    upload = uploads.find_upload(upload_id)
    uploads.request_plan(upload, by=g.account.name, settings=current_settings())
    return _to(upload)


@imports.post("/imports/<upload_id>/import")
@requires(Role.OPERATOR, action=Action.IMPORT_POSTS, target="upload {upload_id}")
def go(upload_id: str) -> Response:
    """Import what was planned."""
    upload = uploads.find_upload(upload_id)
    uploads.request_import(upload, by=g.account.name)
    return _to(upload)


@imports.post("/imports/<upload_id>/discard")
@requires(Role.OPERATOR, action=Action.DISCARD_UPLOAD, target="upload {upload_id}")
def discard(upload_id: str) -> Response:
    """Delete an upload without importing it."""
    upload = uploads.find_upload(upload_id)
    project = db.session.get(Project, upload.project_id) if upload.project_id else None
    slug = project.slug if project else ""
    uploads.discard(upload, current_settings())
    flash("Upload deleted. Nothing was imported.")
    return redirect(url_for("projects.show", slug=slug) if slug else url_for("projects.index"), 303)


@imports.get("/projects/<slug>/imports/<int:report_id>")
@requires(Role.VIEWER)
def report(slug: str, report_id: int) -> str:
    """Show the report of an import."""
    return render_template("imports/report.html", view=read_report(find_project(slug), report_id, utc_now()))


def _keep(name: str, stream: IO[bytes], file_name: str) -> ImportUpload:
    size = stream.seek(0, os.SEEK_END)
    stream.seek(0)
    upload = uploads.begin_upload(
        uploads.existing_project(name), name, source=file_name, size_bytes=size, by=g.account.name
    )
    uploads.add_all(upload, stream, settings=current_settings())
    uploads.request_plan(upload, by=g.account.name, settings=current_settings())
    return upload


def _to(upload: ImportUpload) -> Response:
    return redirect(url_for("imports.show", upload_id=upload.id), 303)
