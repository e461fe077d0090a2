"""The recurring slots of a project, in which its posts are published."""

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from fsp.stores import Model


class PublishingSlot(Model):
    """A time in each week: `weekday` counts from Monday as 0, `minute` from midnight in the project's zone."""

    __tablename__ = "publishing_slots"
    __table_args__ = (UniqueConstraint("project_id", "weekday", "minute"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"), index=True)
    weekday: Mapped[int]
    minute: Mapped[int]
