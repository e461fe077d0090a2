"""Bulk operations: one action on many jobs or dead letters, with the outcome of each."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from fsp.models.types import String, Text, UtcDateTime
from fsp.stores import Model


class BulkState(StrEnum):
    """The state of an operation: counted, starting, running, or ended in one of three ways."""

    PREPARED = "prepared"
    STARTING = "starting"
    RUNNING = "running"
    DONE = "done"
    UNDONE = "undone"
    ABORTED = "aborted"


class ItemOutcome(StrEnum):
    """The outcome of one item. Unprocessed items have none."""

    DONE = "done"
    SKIPPED = "skipped"
    FAILED = "failed"


class BulkOperation(Model):
    """One operation. `subject` is the kind of target, `words` describe the selection."""

    __tablename__ = "bulk_operations"
    __table_args__ = (Index("ix_bulk_operations_prepared_at", "prepared_at"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    subject: Mapped[str] = mapped_column(String(20), default="jobs", server_default="jobs")
    action: Mapped[str] = mapped_column(String(20))
    words: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(20), default=BulkState.PREPARED)
    total: Mapped[int]
    per_minute: Mapped[int] = mapped_column(default=600, server_default="600")
    """How many jobs of each type a replay starts per minute."""
    requested_by: Mapped[str] = mapped_column(String(200))
    prepared_at: Mapped[datetime] = mapped_column(UtcDateTime)
    starts_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)


class BulkItem(Model):
    """One target of an operation, in order, with its outcome."""

    __tablename__ = "bulk_items"

    operation_id: Mapped[str] = mapped_column(ForeignKey("bulk_operations.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    target: Mapped[str] = mapped_column(String(100))
    outcome: Mapped[str | None] = mapped_column(String(10), default=None)
    reason: Mapped[str] = mapped_column(String(300), default="")
    job_id: Mapped[str | None] = mapped_column(String(100), default=None)
    """The new job, if the action creates one."""
