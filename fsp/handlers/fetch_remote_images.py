"""`fetch-remote-images`: downloads images that a project's texts show from other servers."""

from typing import Any

from sqlalchemy import select

from fsp.core import current_settings
from fsp.errors import NotFound
from fsp.importing import remote_images
from fsp.importing.remote_images import FETCH_JOB, image_client
from fsp.jobs.priority import Priority
from fsp.jobs.registry import job_type
from fsp.jobs.run_context import progress, stop_if_cancelled
from fsp.models.project import Project
from fsp.stores import db


@job_type(FETCH_JOB, priority=Priority.LOW, concurrency=2, retries=1, timeout_seconds=1200, indexed=("project",))
def fetch_remote_images(project: str) -> dict[str, Any]:
    """Download images that a project's texts show from other servers."""
    row = db.session.scalar(select(Project).where(Project.slug == project, Project.deleted_at.is_(None)))
    if row is None:
        raise NotFound(f'Project "{project}" not found.')
    report = remote_images.fetch_remote_images(
        row, settings=current_settings(), client=image_client(), on_progress=_show
    )
    return {"images": report.images, "failed": len(report.faults)}


def _show(done: int, total: int) -> None:
    progress(done, total, "images")
    stop_if_cancelled()
