"""Stores files that a job created for download."""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import select

from fsp import paths
from fsp.errors import InvalidInput
from fsp.files.atomic_write import stream_atomically
from fsp.models.artifact import Artifact
from fsp.settings import Settings
from fsp.stores import db

log = logging.getLogger(__name__)

MEDIA_TYPES = {
    "report-html": ("html", "text/html"),
    "report-csv": ("csv", "text/csv"),
    "report-pdf": ("pdf", "application/pdf"),
    "export-zip": ("zip", "application/zip"),
    "export-epub": ("epub", "application/epub+zip"),
    "export-pdf": ("pdf", "application/pdf"),
    "export-print-pdf": ("print.pdf", "application/pdf"),
    "export-html": ("html", "text/html"),
    "export-json": ("json", "application/json"),
    "export-docx": ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "result-json": ("json", "application/json"),
}


def store_artifact(
    kind: str, data: bytes, *, job_id: str, project_id: int | None, title: str, name: str, settings: Settings
) -> Artifact:
    """Write the file, then its row. Running the job twice stores one of each."""
    return stream_artifact(
        kind,
        lambda file: file.write(data),
        job_id=job_id,
        project_id=project_id,
        title=title,
        name=name,
        settings=settings,
    )


def stream_artifact(
    kind: str,
    write: Callable[[BinaryIO], object],
    *,
    job_id: str,
    project_id: int | None,
    title: str,
    name: str,
    settings: Settings,
) -> Artifact:
    """Let `write` stream a file of any size, then write its row. Running the job twice stores one of each."""
    ending, media_type = MEDIA_TYPES[kind]
    path = f"{paths.folder_of_job(job_id)}/{name}.{ending}"
    size, sha256 = stream_atomically(paths.inside(paths.artifacts_folder(settings), path), write)
    artifact = db.session.scalar(select(Artifact).where(Artifact.job_id == job_id, Artifact.kind == kind))
    if artifact is None:
        artifact = Artifact(job_id=job_id, kind=kind)
        db.session.add(artifact)
    artifact.project_id, artifact.title, artifact.path, artifact.media_type = project_id, title, path, media_type
    artifact.size_bytes, artifact.sha256 = size, sha256
    db.session.commit()
    return artifact


def artifact_file(path: str, settings: Settings) -> Path:
    """Return the file at an artifact's path; raise InvalidInput if the path leaves the folder."""
    return paths.inside(paths.artifacts_folder(settings), path)


def delete_artifacts(job_id: str, settings: Settings) -> int:
    """Delete the files of a job, then their rows; return how many. Safe to repeat."""
    artifacts = db.session.scalars(select(Artifact).where(Artifact.job_id == job_id)).all()
    for artifact in artifacts:
        # The file first: a row without a file is reported on access, but a file without a row would stay forever.
        try:
            artifact_file(artifact.path, settings).unlink(missing_ok=True)
        except InvalidInput:
            log.warning("file not deleted: its path leads out of its folder", extra={"path": artifact.path})
        db.session.delete(artifact)
    db.session.commit()
    return len(artifacts)
