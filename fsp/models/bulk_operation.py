"""Bulk operations: one action on many jobs or dead letters, and each of them with what became of it."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from fsp.models.types import String, Text, UtcDateTime
from fsp.stores import Model


class BulkState(StrEnum):
    """How far an operation is: counted, about to start, at work, or ended in one of three ways."""

    PREPARED = "prepared"
    STARTING = "starting"
    RUNNING = "running"
    DONE = "done"
    UNDONE = "undone"
    ABORTED = "aborted"


class ItemOutcome(StrEnum):
    """What became of one item; one that was not dealt with has none."""

    DONE = "done"
    SKIPPED = "skipped"
    FAILED = "failed"


class BulkOperation(Model):
    """One operation; `subject` is what it acts on, `words` describe how they were chosen."""

    __tablename__ = "bulk_operations"
    __table_args__ = (Index("ix_bulk_operations_prepared_at", "prepared_at"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    subject: Mapped[str] = mapped_column(String(20), default="jobs", server_default="jobs")
    action: Mapped[str] = mapped_column(String(20))
    words: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(20), default=BulkState.PREPARED)
    total: Mapped[int]
    per_minute: Mapped[int] = mapped_column(default=600, server_default="600")
    """How many of each job type it replays a minute, if it replays."""
    requested_by: Mapped[str] = mapped_column(String(200))
    prepared_at: Mapped[datetime] = mapped_column(UtcDateTime)
    starts_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)


class BulkItem(Model):
    """One target of an operation, in its turn, and what became of it."""

    __tablename__ = "bulk_items"

    operation_id: Mapped[str] = mapped_column(ForeignKey("bulk_operations.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    target: Mapped[str] = mapped_column(String(100))
    outcome: Mapped[str | None] = mapped_column(String(10), default=None)
    reason: Mapped[str] = mapped_column(String(300), default="")
    job_id: Mapped[str | None] = mapped_column(String(100), default=None)
    """The new job, where the action makes one."""
