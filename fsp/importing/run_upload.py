"""Runs the job of an upload: the dry run or the import."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from fsp import paths
from fsp.errors import InvalidInput, JobCancelled
from fsp.importing.import_posts import import_posts
from fsp.importing.remote_images import request_remote_images
from fsp.importing.report import ImportReport
from fsp.importing.upload_state import set_upload
from fsp.importing.uploads import AT_WORK, delete_files, find_upload, zip_file
from fsp.models.import_report import ImportReport as StoredReport
from fsp.models.import_upload import ImportUpload, UploadState
from fsp.models.project import Project
from fsp.settings import Settings
from fsp.stores import db

KEPT = timedelta(days=2)
"""How long the files of an upload wait for a user."""

Progress = Callable[[int, int], None]


def run_upload(upload_id: str, *, is_dry_run: bool, settings: Settings, on_progress: Progress) -> dict[str, Any]:
    """Plan or import an upload. Problems with the upload are stored with it and do not fail the job."""
    upload = find_upload(upload_id)
    expected = UploadState.PLANNING if is_dry_run else UploadState.IMPORTING
    if upload.state != expected:
        return {"state": upload.state}
    done = 0

    def watch(number: int, total: int) -> None:
        nonlocal done
        on_progress(number, total)
        done = number

    try:
        report = import_posts(
            zip_file(upload.id, settings),
            upload.project_title,
            settings=settings,
            on_progress=watch,
            is_dry_run=is_dry_run,
            requested_by=upload.requested_by,
            project_id=upload.project_id,
            source_name=upload.source,
        )
    except (InvalidInput, FileNotFoundError) as error:
        db.session.rollback()
        message = _said(error, str(zip_file(upload_id, settings)))
        set_upload(upload_id, state=UploadState.FAILED, error=message)
        return {"state": UploadState.FAILED.value, "error": message}
    except JobCancelled:
        db.session.rollback()
        set_upload(upload_id, state=UploadState.CANCELLED, error=_how_far(done, is_dry_run=is_dry_run))
        raise
    if is_dry_run:
        set_upload(upload_id, state=UploadState.PLANNED, plan=report.as_json())
    else:
        _finish(upload_id, report, settings)
    return {"project": report.project_slug, "posts": report.posts, "new": report.created, "faults": len(report.faults)}


def clean_up_uploads(*, settings: Settings, now: datetime) -> int:
    """Delete uploads that were not used for two days and have no running job, and folders without an upload."""
    old = db.session.scalars(
        select(ImportUpload.id).where(
            ImportUpload.updated_at < now - KEPT,
            ImportUpload.state.not_in(AT_WORK)
            | (ImportUpload.updated_at < now - timedelta(days=settings.retention_days)),
        )
    ).all()
    delete_files(old, settings)
    for upload_id in old:
        row = db.session.get(ImportUpload, upload_id)
        if row is not None:
            db.session.delete(row)
        db.session.commit()
    upload_ids = set(db.session.scalars(select(ImportUpload.id)))
    db.session.commit()
    folder = paths.uploads_folder(settings)
    delete_files(
        [entry.name for entry in folder.iterdir() if entry.name not in upload_ids] if folder.is_dir() else [], settings
    )
    return len(old)


def _finish(upload_id: str, report: ImportReport, settings: Settings) -> None:
    stored = db.session.execute(
        select(StoredReport.id, StoredReport.project_id)
        .join(Project, Project.id == StoredReport.project_id)
        .where(Project.slug == report.project_slug)
        .order_by(StoredReport.id.desc())
        .limit(1)
    ).one()
    set_upload(upload_id, state=UploadState.DONE, report_id=stored[0], project_id=stored[1])
    delete_files([upload_id], settings)
    project = db.session.get_one(Project, stored[1])
    request_remote_images(project, by=find_upload(upload_id).requested_by)


def _said(error: Exception, path: str) -> str:
    if isinstance(error, InvalidInput):
        # Do not show the server's internal path to the user.
        return str(error).replace(path, "The upload")
    return "The uploaded files were deleted. Upload the posts again."


def _how_far(done: int, *, is_dry_run: bool) -> str:
    if is_dry_run:
        return "The plan was cancelled."
    return f"The import was cancelled after {done} posts. Import again to add the rest."
