"""The health of an alert channel: whether it works, and its last response."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from fsp.models.types import String, Text, UtcDateTime
from fsp.stores import Model


class AlertChannel(Model):
    """A configured channel, stored since its first attempt."""

    __tablename__ = "alert_channels"

    name: Mapped[str] = mapped_column(String(50), primary_key=True)
    broken_since: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    """Since when it fails permanently; None while it works or fails temporarily."""
    last_accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    last_error: Mapped[str] = mapped_column(Text, default="")
