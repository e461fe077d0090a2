"""Reports by mail: who receives which report when, and the mails that were sent."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fsp.clock import utc_now
from fsp.models.project import Project
from fsp.models.types import JsonTexts, String, Text, UtcDateTime
from fsp.stores import Model


class Rhythm(StrEnum):
    """How often a report is sent."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"


class ReportSubscription(Model):
    """One report that is sent at a time of day in a zone. Without a project it is about all projects."""

    __tablename__ = "report_subscriptions"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int | None] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"), index=True)
    recipients: Mapped[list[str]] = mapped_column(JsonTexts, default=list)
    period: Mapped[str] = mapped_column(String(20))
    """What the report covers, as of the day it is sent."""
    rhythm: Mapped[str] = mapped_column(String(10))
    day: Mapped[int] = mapped_column(default=1)
    """The weekday from Monday as 1, or the day of the month. A month that is shorter takes its last day."""
    minute: Mapped[int]
    """The time of day, in minutes since midnight in the zone."""
    zone: Mapped[str] = mapped_column(String(64), default="UTC")
    formats: Mapped[list[str]] = mapped_column(JsonTexts, default=list)
    attaches: Mapped[bool] = mapped_column(default=True)
    """Whether the files are attached. Otherwise the mail links to them."""
    active_since: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    """When it was created, changed or resumed. Earlier times are never made up for."""
    paused_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    paused_by: Mapped[str] = mapped_column(String(200), default="")
    pause_reason: Mapped[str] = mapped_column(String(500), default="")
    created_by: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)

    project: Mapped[Project | None] = relationship()


class ReportMailState(StrEnum):
    """The state of one mail."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    """It was handed to the mail server, and nobody knows whether it was accepted. A person decides."""


class ReportMail(Model):
    """One mail to one recipient. The unique row makes sure that each report is sent once."""

    __tablename__ = "report_mails"
    __table_args__ = (UniqueConstraint("subscription_id", "due_at", "recipient"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subscription_id: Mapped[int] = mapped_column(ForeignKey("report_subscriptions.id", ondelete="CASCADE"))
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recipient: Mapped[str] = mapped_column(String(320))
    state: Mapped[str] = mapped_column(String(20), default=ReportMailState.WAITING)
    job_id: Mapped[str] = mapped_column(String(100))
    """The job that sends it, and that made its files."""
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(Text, default="")
    answer: Mapped[str] = mapped_column(String(300), default="")
    """What the mail server said."""
    settled_by: Mapped[str] = mapped_column(String(200), default="")
    """Who decided about an unknown mail."""
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now, onupdate=utc_now)

    subscription: Mapped[ReportSubscription] = relationship()
