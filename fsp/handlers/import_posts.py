"""`import-posts`: plans or imports uploaded posts."""

from typing import Any

from fsp.core import current_settings
from fsp.importing.run_upload import run_upload
from fsp.importing.upload_state import IMPORT_JOB
from fsp.jobs.priority import Priority
from fsp.jobs.registry import job_type
from fsp.jobs.run_context import progress, stop_if_cancelled


@job_type(
    IMPORT_JOB,
    priority=Priority.MEDIUM,
    concurrency=2,
    retries=1,
    timeout_seconds=3600,
    stays_inside=True,
    indexed=("upload",),
)
def import_uploaded_posts(upload: str, *, is_dry_run: bool) -> dict[str, Any]:
    """Plan or import the posts of an upload."""
    return run_upload(upload, is_dry_run=is_dry_run, settings=current_settings(), on_progress=_show)


def _show(done: int, total: int) -> None:
    progress(done, total, "posts")
    stop_if_cancelled()
