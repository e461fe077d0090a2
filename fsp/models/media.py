"""An image or attachment that belongs to a project."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from fsp.clock import utc_now
from fsp.models.types import String, UtcDateTime
from fsp.stores import Model


class Media(Model):
    """An image, or another file that posts offer. Its bytes are in the media folder, in a file named by `sha256`."""

    __tablename__ = "media"
    __table_args__ = (UniqueConstraint("project_id", "path"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"), index=True)
    path: Mapped[str] = mapped_column(String(500))
    """Its path relative to the imported folder, with forward slashes."""
    media_type: Mapped[str] = mapped_column(String(100))
    sha256: Mapped[str] = mapped_column(String(64))
    size_bytes: Mapped[int]
    width: Mapped[int | None] = mapped_column(default=None)
    """Width in pixels as shown; None if unknown, imported by an older version, or no image."""
    height: Mapped[int | None] = mapped_column(default=None)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
