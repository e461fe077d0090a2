"""The job history: one row per finished job, and the labels for searching."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index
from sqlalchemy.orm import Mapped, mapped_column

from fsp.models.types import JsonObject, JsonTexts, String, Text, UtcDateTime
from fsp.stores import Model

NAME = String(100).with_variant(String(100, collation="C"), "postgresql")
"""Compared byte by byte, so that an index supports prefix search."""


SEQUENCE_BITS = 12
"""Bits for the sequence number within a millisecond.

After a clock is set back, Redis keeps numbering within its latest millisecond, so a number may exceed these bits and
reach into later milliseconds (see `history/insertion.py`).
"""


class JobHistory(Model):
    """One finished job.

    Its id contains the time: it is the id of its entry in Redis (see `history/entry.py`), newest last.
    """

    __tablename__ = "job_history"
    __table_args__ = (
        Index("ix_job_history_job_type_id", "job_type", "id"),
        Index("ix_job_history_queue_id", "queue", "id"),
        Index("ix_job_history_state_id", "state", "id"),
        Index("ix_job_history_error_class_id", "error_class", "id"),
        Index("ix_job_history_fingerprint_id", "fingerprint", "id"),
    )

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    job_id: Mapped[str] = mapped_column(NAME, index=True)
    job_type: Mapped[str] = mapped_column(String(100))
    queue: Mapped[str] = mapped_column(String(50))
    state: Mapped[str] = mapped_column(String(20))
    """`finished`, `failed` or `canceled`, as in RQ."""
    outcome: Mapped[str] = mapped_column(String(20))
    attempt: Mapped[int]
    enqueued_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime] = mapped_column(UtcDateTime)
    wait_seconds: Mapped[float | None]
    """How long the job waited for its first start, if it ended with that attempt."""
    run_seconds: Mapped[float | None]
    worker: Mapped[str] = mapped_column(String(200), default="")
    host: Mapped[str] = mapped_column(String(200), default="")
    version: Mapped[str] = mapped_column(String(100), default="")
    error_class: Mapped[str | None] = mapped_column(String(200))
    error_message: Mapped[str] = mapped_column(Text, default="")
    fingerprint: Mapped[str | None] = mapped_column(String(64))
    cancelled_by: Mapped[str | None] = mapped_column(String(200))
    """Who cancelled it, if anyone."""
    arguments: Mapped[dict[str, Any]] = mapped_column(JsonObject)
    """The arguments with secrets hidden."""
    labels: Mapped[list[str]] = mapped_column(JsonTexts)
    cost: Mapped[dict[str, Any]] = mapped_column(JsonObject)
    """CPU seconds, peak memory and steps, where known."""


class JobLabel(Model):
    """One label of a finished job: `tag`, `args.<name>` or `parent`, and its value."""

    __tablename__ = "job_labels"

    name: Mapped[str] = mapped_column(String(100), primary_key=True)
    value: Mapped[str] = mapped_column(String(100), primary_key=True)
    history_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False, index=True)


def number_of(entry_id: bytes) -> int:
    """Return a stream id such as `1764000000000-3` as one integer of the same order."""
    milliseconds, _, sequence = entry_id.partition(b"-")
    return (int(milliseconds) << SEQUENCE_BITS) + int(sequence)
