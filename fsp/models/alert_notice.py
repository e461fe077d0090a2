"""The outbox: notifications stored in the transaction that decided them, one row per message and channel."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fsp.models.alert_kinds import NoticeState
from fsp.models.types import JsonObject, String, UtcDateTime
from fsp.stores import Model

UNSETTLED = (NoticeState.WAITING, NoticeState.CLAIMED)
"""States in which a notification may still be sent."""


class AlertNotice(Model):
    """One message to one channel. `key` is the idempotency key for the receiver, the same for every attempt."""

    __tablename__ = "alert_notices"
    __table_args__ = (
        UniqueConstraint("key"),
        Index("ix_alert_notices_state_due_at", "state", "due_at"),
        Index("ix_alert_notices_channel_group_key", "channel", "group_key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(200))
    channel: Mapped[str] = mapped_column(String(50))
    group_key: Mapped[str] = mapped_column(String(100))
    state: Mapped[str] = mapped_column(String(20), default=NoticeState.WAITING)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    leased_until: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    attempts: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    """When it was accepted, failed permanently or was superseded."""

    entries: Mapped[list["AlertNoticeEntry"]] = relationship(
        back_populates="notice", order_by="AlertNoticeEntry.id", cascade="all, delete-orphan", passive_deletes=True
    )


class AlertNoticeEntry(Model):
    """The part of a message about one alert."""

    __tablename__ = "alert_notice_entries"

    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("alert_notices.id", ondelete="CASCADE"), index=True)
    alert_id: Mapped[int | None] = mapped_column(ForeignKey("alerts.id", ondelete="CASCADE"), index=True, default=None)
    kind: Mapped[str] = mapped_column(String(30))
    content: Mapped[dict[str, Any]] = mapped_column(JsonObject)
    """The texts and values at the time of the decision."""

    notice: Mapped[AlertNotice] = relationship(back_populates="entries")
