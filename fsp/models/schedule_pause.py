"""The last pause of a schedule: who, why and until when.

The row stays, because successes are due again after its end.
"""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from fsp.models.types import String, UtcDateTime
from fsp.stores import Model


class SchedulePause(Model):
    """One schedule. Without `until` the pause has no end. Resuming sets it."""

    __tablename__ = "schedule_pauses"

    schedule: Mapped[str] = mapped_column(String(100), primary_key=True)
    by: Mapped[str] = mapped_column(String(200))
    reason: Mapped[str] = mapped_column(String(500), default="")
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    until: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
