"""Stores the state of an upload."""

from typing import Any

from sqlalchemy import update

from fsp.clock import utc_now
from fsp.models.import_upload import ImportUpload, UploadState
from fsp.stores import db

IMPORT_JOB = "import-posts"


def set_upload(upload_id: str, **values: Any) -> None:
    """Change the columns of an upload and commit."""
    db.session.execute(update(ImportUpload).where(ImportUpload.id == upload_id).values(updated_at=utc_now(), **values))
    db.session.commit()


def fail_upload(job_type: str, arguments: dict[str, Any], error: str) -> None:
    """Mark an upload as failed after its job failed."""
    if job_type == IMPORT_JOB and "upload" in arguments:
        set_upload(str(arguments["upload"]), state=UploadState.FAILED, error=f"The job failed: {error}")
