"""Pending changes for the next build of a site."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from fsp.clock import utc_now
from fsp.models.types import UtcDateTime
from fsp.stores import Model


class SiteChange(Model):
    """One change, stored together with the changed object and deleted when the files show it."""

    __tablename__ = "site_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"), index=True)
    item_id: Mapped[int | None] = mapped_column(default=None)
    """The post, which may have been deleted since; None for the whole site."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
