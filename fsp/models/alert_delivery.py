"""The delivery log: one row per attempt to send a notification."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from fsp.models.types import String, Text, UtcDateTime
from fsp.stores import Model


class DeliveryOutcome(StrEnum):
    """The outcome of an attempt."""

    ACCEPTED = "accepted"
    TRY_AGAIN = "try_again"
    FAILED = "failed"


class AlertDelivery(Model):
    """One attempt. `answer` and `error` contain no secrets."""

    __tablename__ = "alert_deliveries"
    __table_args__ = (Index("ix_alert_deliveries_channel_at", "channel", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int | None] = mapped_column(ForeignKey("alert_notices.id", ondelete="CASCADE"), index=True)
    """None for a message sent by `fsp alerts test`."""
    channel: Mapped[str] = mapped_column(String(50))
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    outcome: Mapped[str] = mapped_column(String(20))
    answer: Mapped[str] = mapped_column(String(200), default="")
    """The response of the service, such as `202 accepted`."""
    latency_milliseconds: Mapped[float]
    error: Mapped[str] = mapped_column(Text, default="")
