"""Uploaded posts: planned first, and imported when the user confirms."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from fsp.clock import utc_now
from fsp.models.types import JsonObject, String, Text, UtcDateTime
from fsp.stores import Model


class UploadState(StrEnum):
    """The state of an upload."""

    UPLOADING = "uploading"
    PLANNING = "planning"
    PLANNED = "planned"
    IMPORTING = "importing"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class ImportUpload(Model):
    """One upload. Its zip is in a folder named by its id until it is imported or expires."""

    __tablename__ = "import_uploads"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    project_id: Mapped[int | None] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"), index=True)
    """The target project; None until the import creates it."""
    project_title: Mapped[str] = mapped_column(String(300))
    source: Mapped[str] = mapped_column(String(500), default="")
    """The name of the folder or zip on the user's computer."""
    requested_by: Mapped[str] = mapped_column(String(200), default="")
    state: Mapped[str] = mapped_column(String(20), default=UploadState.UPLOADING)
    size_bytes: Mapped[int] = mapped_column(BigInteger, default=0)
    job_id: Mapped[str] = mapped_column(String(100), default="")
    """The job that plans or imports the upload."""
    plan: Mapped[dict[str, Any] | None] = mapped_column(JsonObject, default=None)
    """The report of the dry run."""
    report_id: Mapped[int | None] = mapped_column(ForeignKey("import_reports.id", ondelete="SET NULL"), default=None)
    """The report of the import."""
    error: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now, index=True)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now, onupdate=utc_now)
