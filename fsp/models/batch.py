"""Batches: jobs requested together as a chain or a group."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from fsp.models.types import String, UtcDateTime
from fsp.stores import Model


class BatchKind(StrEnum):
    """How the jobs of a batch depend on each other."""

    CHAIN = "chain"
    """One after the other."""
    GROUP = "group"
    """In any order, then the callback."""


class Batch(Model):
    """Jobs requested together. Each is a job request that names its batch."""

    __tablename__ = "batches"
    __table_args__ = (Index("ix_batches_requested_at", "requested_at"),)

    id: Mapped[str] = mapped_column(String(100), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(100), default="")
    requested_by: Mapped[str] = mapped_column(String(200), default="")
    requested_at: Mapped[datetime] = mapped_column(UtcDateTime)
    total: Mapped[int]
    """How many jobs, without the callback."""
    callback_id: Mapped[str | None] = mapped_column(String(100), default=None)
    content_sha256: Mapped[str] = mapped_column(String(64))
    """Of what was requested: a request repeated with the same id must be the same."""
    cancelled_by: Mapped[str | None] = mapped_column(String(200), default=None)
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
