"""When a schedule was first seen. From then on its ticks are due, including the first one."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from fsp.models.types import String, UtcDateTime
from fsp.stores import Model


class ScheduleSighting(Model):
    """One schedule, by name. The row stays, so that a schedule that returns does not count as new."""

    __tablename__ = "schedule_sightings"

    schedule: Mapped[str] = mapped_column(String(100), primary_key=True)
    first_seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
