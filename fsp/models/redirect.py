"""An old address of an item, which leads to its present one."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from fsp.clock import utc_now
from fsp.models.types import String, UtcDateTime
from fsp.stores import Model


class Redirect(Model):
    """One path of a project's site that leads to an item: a former slug, or an alias from its file."""

    __tablename__ = "redirects"
    __table_args__ = (UniqueConstraint("project_id", "path"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    item_id: Mapped[int] = mapped_column(ForeignKey("items.id", ondelete="CASCADE"), index=True)
    path: Mapped[str] = mapped_column(String(500))
    """Relative to the site, without slashes at its ends: `2019/old-name`."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
