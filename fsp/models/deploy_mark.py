"""A recorded deploy: when a version of the code started to run."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from fsp.models.types import String, UtcDateTime
from fsp.stores import Model


class DeployMark(Model):
    """One deploy.

    `after_id` is the previous one, 0 for the first, so that of several starting workers only one records it.
    """

    __tablename__ = "deploy_marks"
    __table_args__ = (UniqueConstraint("after_id"), Index("ix_deploy_marks_at", "at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    after_id: Mapped[int] = mapped_column(default=0)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[str] = mapped_column(String(100))
    note: Mapped[str] = mapped_column(String(500), default="")
    by: Mapped[str] = mapped_column(String(200))
    """Who deployed."""
    is_automatic: Mapped[bool | None]
    """Whether a worker recorded it because its version was new. Unknown counts as no."""

    @property
    def is_first_start(self) -> bool:
        """Return whether a worker recorded it when FSP first started, so that nothing was deployed."""
        return self.after_id == 0 and bool(self.is_automatic)
