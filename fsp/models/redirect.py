"""An old address of a post, which redirects to the current one."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from fsp.clock import utc_now
from fsp.models.types import String, UtcDateTime
from fsp.stores import Model


class Redirect(Model):
    """A path on a project's site that redirects to a post: a former slug, or an alias from its file."""

    __tablename__ = "redirects"
    __table_args__ = (UniqueConstraint("project_id", "path"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    item_id: Mapped[int] = mapped_column(ForeignKey("items.id", ondelete="CASCADE"), index=True)
    path: Mapped[str] = mapped_column(String(500))
    """Relative to the site, without surrounding slashes: `2019/old-name`."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
