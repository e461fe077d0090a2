"""A job request, stored until its job has ended."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from fsp.clock import utc_now
from fsp.models.types import JsonObject, JsonTexts, String, Text, UtcDateTime
from fsp.stores import Model


class RequestState(StrEnum):
    """Whether the request is open. Every request ends in one of the other states."""

    QUEUED = "queued"
    DONE = "done"
    DEAD = "dead"
    CANCELLED = "cancelled"
    SKIPPED = "skipped"


class JobRequest(Model):
    """A request for a job. If Redis is wiped, rows that are still `queued` are enqueued again under the same id."""

    __tablename__ = "job_requests"
    __table_args__ = (
        Index("ix_job_requests_state_requested_at", "state", "requested_at"),
        UniqueConstraint("schedule", "due_at"),
    )

    job_id: Mapped[str] = mapped_column(String(100), primary_key=True)
    job_type: Mapped[str] = mapped_column(String(100))
    arguments: Mapped[dict[str, Any]] = mapped_column(JsonObject)
    state: Mapped[str] = mapped_column(String(20), default=RequestState.QUEUED)
    requested_by: Mapped[str] = mapped_column(String(200), default="")
    requested_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    error: Mapped[str] = mapped_column(Text, default="")
    project_id: Mapped[int | None] = mapped_column(ForeignKey("projects.id", ondelete="SET NULL"), index=True)
    schedule: Mapped[str | None] = mapped_column(String(100), default=None)
    """The schedule, if this is a tick. `due_at` is the tick, `error` says why it was skipped."""
    tags: Mapped[list[str]] = mapped_column(JsonTexts, default=list)
    parent_id: Mapped[str | None] = mapped_column(String(100), default=None)
    """The job that this one repeats, if any."""
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    after: Mapped[list[str]] = mapped_column(JsonTexts, default=list, server_default="[]")
    """The requests it runs after, and what happens if one of them does not succeed."""
    on_failure: Mapped[str] = mapped_column(String(10), default="wait", server_default="wait")
    answered_by: Mapped[str | None] = mapped_column(String(100), default=None)
    """The job that does the same, if this request was skipped because of it."""
    batch_id: Mapped[str | None] = mapped_column(String(100), default=None, index=True)
    """The batch it belongs to. A replay belongs to the batch of its job."""
