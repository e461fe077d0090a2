"""Uploads: a zip of posts that arrives in parts, in a private folder, until it is imported or expires."""

import contextlib
import fcntl
import os
import secrets
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import IO, BinaryIO

from sqlalchemy import func, or_, select, update

from fsp import paths
from fsp.clock import utc_now
from fsp.errors import Conflict, InvalidInput, NotFound
from fsp.importing.source import MAX_ZIP_BYTES
from fsp.importing.target_project import check_title
from fsp.importing.upload_state import IMPORT_JOB
from fsp.jobs.job_options import RequestOptions
from fsp.jobs.registry import get_job_type
from fsp.models.import_upload import ImportUpload, UploadState
from fsp.models.job_request import JobRequest, RequestState
from fsp.models.project import Project
from fsp.private_files import FILE_MODE
from fsp.queueing.request import add_request, commit_and_enqueue
from fsp.settings import Settings
from fsp.stores import db

COPY_BYTES = 1024 * 1024
MAX_SOURCE_CHARACTERS = 500
WAITING = (UploadState.PLANNED, UploadState.FAILED, UploadState.CANCELLED)
"""States that wait for the user."""

AT_WORK = (UploadState.PLANNING, UploadState.IMPORTING)


def begin_upload(project: Project | None, title: str, *, source: str, size_bytes: int, by: str) -> ImportUpload:
    """Create an upload to a project, or to a new project with this title; raise InvalidInput if it is too large."""
    if not 0 < size_bytes <= MAX_ZIP_BYTES:
        raise InvalidInput(
            f"An upload must be 1 to {MAX_ZIP_BYTES} bytes, got {size_bytes}. "
            "For larger folders, run fsp import on the server."
        )
    upload = ImportUpload(
        id=secrets.token_hex(8),
        project_id=project.id if project else None,
        project_title=project.title if project else check_title(title),
        source=source.strip()[-MAX_SOURCE_CHARACTERS:] or "upload.zip",
        requested_by=by,
        size_bytes=size_bytes,
    )
    db.session.add(upload)
    db.session.commit()
    return upload


def find_upload(upload_id: str) -> ImportUpload:
    """Return an upload; raise NotFound if it does not exist."""
    upload = db.session.get(ImportUpload, upload_id)
    if upload is None:
        raise NotFound(f'Upload "{upload_id:.40}" not found; it may have expired. Upload the posts again.')
    return upload


def existing_project(name: str) -> Project | None:
    """Return the project with this slug or title that is not deleted, or None."""
    return db.session.scalar(
        select(Project)
        .where(or_(Project.slug == name, func.lower(Project.title) == name.lower()), Project.deleted_at.is_(None))
        .order_by(Project.slug != name, Project.id)
    )


def received_bytes(upload: ImportUpload, settings: Settings) -> int:
    """Return how many bytes have arrived."""
    try:
        return zip_file(upload.id, settings).stat().st_size
    except FileNotFoundError:
        return 0


def add_part(upload: ImportUpload, data: bytes, *, offset: int, settings: Settings) -> int:
    """Write the part at `offset`; return how many bytes have arrived. Sending a part again is harmless."""
    if upload.state != UploadState.UPLOADING:
        raise Conflict(f"The upload is already {upload.state}. Start a new one.")
    with _open(zip_file(upload.id, settings)) as file:
        size = file.seek(0, os.SEEK_END)
        if offset > size:
            raise Conflict(f"The next part must start at {size}, got {offset}. Send the parts in order.")
        if offset + len(data) > upload.size_bytes:
            raise InvalidInput(
                f"The upload was declared as {upload.size_bytes} bytes, but this part ends at {offset + len(data)}."
            )
        file.seek(offset)
        file.write(data)
        return max(size, offset + len(data))


def add_all(upload: ImportUpload, stream: IO[bytes], *, settings: Settings) -> None:
    """Copy a whole zip in pieces."""
    with _open(zip_file(upload.id, settings)) as file:
        shutil.copyfileobj(stream, file, COPY_BYTES)


def request_plan(upload: ImportUpload, *, by: str, settings: Settings) -> None:
    """Enqueue the dry run after all data has arrived; also again after a failure."""
    received = received_bytes(upload, settings)
    if received != upload.size_bytes:
        raise Conflict(f"Only {received} of {upload.size_bytes} bytes have been received. Send the rest first.")
    _start(upload, UploadState.PLANNING, (UploadState.UPLOADING, *WAITING), by=by)


def request_import(upload: ImportUpload, *, by: str) -> None:
    """Enqueue the import; raise Conflict without a plan, or while another import of the project runs."""
    if upload.plan is None:
        raise Conflict("No plan yet. Create a plan before you import.")
    other = db.session.scalar(
        select(ImportUpload.id).where(
            func.lower(ImportUpload.project_title) == upload.project_title.lower(),
            ImportUpload.state == UploadState.IMPORTING,
            ImportUpload.id != upload.id,
        )
    )
    if other is not None:
        raise Conflict(f"Another import to {upload.project_title} is running. Import after it finishes.")
    _start(upload, UploadState.IMPORTING, WAITING, by=by)


def discard(upload: ImportUpload, settings: Settings) -> None:
    """Delete an upload and its files; raise Conflict while a job uses it."""
    if upload.state in AT_WORK and not is_abandoned(upload):
        raise Conflict(f"Job {upload.job_id} is processing this upload. Cancel the job first.")
    delete_files([upload.id], settings)
    db.session.delete(upload)
    db.session.commit()


def is_abandoned(upload: ImportUpload) -> bool:
    """Return whether the upload's job ended without storing a result."""
    state = db.session.scalar(select(JobRequest.state).where(JobRequest.job_id == upload.job_id))
    return state not in {None, RequestState.QUEUED}


def delete_files(upload_ids: Iterable[str], settings: Settings) -> None:
    """Delete the files of uploads. Safe to repeat."""
    for upload_id in upload_ids:
        # Ignore stored ids that would lead out of the folder.
        with contextlib.suppress(InvalidInput):
            shutil.rmtree(zip_file(upload_id, settings).parent, ignore_errors=True)


def zip_file(upload_id: str, settings: Settings) -> Path:
    """Return the path of an upload's zip."""
    return paths.inside(paths.uploads_folder(settings), f"{upload_id}/posts.zip")


def _start(upload: ImportUpload, state: UploadState, allowed: tuple[UploadState, ...], *, by: str) -> None:
    if is_abandoned(upload):
        allowed = (*allowed, *AT_WORK)
    arguments = {"upload": upload.id, "is_dry_run": state == UploadState.PLANNING}
    checked = get_job_type(IMPORT_JOB).validated(arguments)
    options = RequestOptions(requested_by=by, project_id=upload.project_id)
    request = add_request(IMPORT_JOB, checked, options)
    # Of two concurrent requests only one succeeds.
    started = db.session.execute(
        update(ImportUpload)
        .where(ImportUpload.id == upload.id, ImportUpload.state.in_(allowed))
        .values(state=state, error="", job_id=request.job_id, updated_at=utc_now())
    )
    if not started.rowcount:  # type: ignore[attr-defined]
        db.session.rollback()
        raise Conflict(f"The upload is already {upload.state}.")
    commit_and_enqueue(request, options)


def _open(file: Path) -> BinaryIO:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    opened = os.fdopen(os.open(file, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, FILE_MODE), "r+b")
    # Two parts that arrive at the same time are written one after the other.
    fcntl.flock(opened, fcntl.LOCK_EX)
    return opened
