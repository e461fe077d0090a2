"""The history: one row for each job that ended, and the labels it can be found by."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index
from sqlalchemy.orm import Mapped, mapped_column

from fsp.models.types import JsonObject, JsonTexts, String, Text, UtcDateTime
from fsp.stores import Model

NAME = String(100).with_variant(String(100, collation="C"), "postgresql")
"""Compared byte by byte, so that an index finds what begins with a text."""


SEQUENCE_BITS = 12
"""Redis numbers the entries of one millisecond. After a clock was put back it goes on numbering in the latest one, so
that there may be more than these hold: such numbers reach into the next milliseconds (see `history/insertion.py`)."""


class JobHistory(Model):
    """One ended job. The id holds the time: it is that of its entry in Redis (see `history/entry.py`), newest last."""

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
    """`finished`, `failed` or `canceled`, as RQ says."""
    outcome: Mapped[str] = mapped_column(String(20))
    attempt: Mapped[int]
    enqueued_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime] = mapped_column(UtcDateTime)
    wait_seconds: Mapped[float | None]
    """How long the job waited for its first start, if it has ended with that attempt."""
    run_seconds: Mapped[float | None]
    worker: Mapped[str] = mapped_column(String(200), default="")
    host: Mapped[str] = mapped_column(String(200), default="")
    version: Mapped[str] = mapped_column(String(100), default="")
    error_class: Mapped[str | None] = mapped_column(String(200))
    error_message: Mapped[str] = mapped_column(Text, default="")
    fingerprint: Mapped[str | None] = mapped_column(String(64))
    cancelled_by: Mapped[str | None] = mapped_column(String(200))
    """Who cancelled it, if somebody did."""
    arguments: Mapped[dict[str, Any]] = mapped_column(JsonObject)
    """As they were, secrets hidden."""
    labels: Mapped[list[str]] = mapped_column(JsonTexts)
    cost: Mapped[dict[str, Any]] = mapped_column(JsonObject)
    """CPU seconds, peak memory and steps, as far as they are known."""


class JobLabel(Model):
    """One label of one ended job: `tag`, `args.<name>` or `parent`, and its value."""

    __tablename__ = "job_labels"

    name: Mapped[str] = mapped_column(String(100), primary_key=True)
    value: Mapped[str] = mapped_column(String(100), primary_key=True)
    history_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False, index=True)


def number_of(entry_id: bytes) -> int:
    """Return a stream id such as `1764000000000-3` as one whole number of the same order."""
    milliseconds, _, sequence = entry_id.partition(b"-")
    return (int(milliseconds) << SEQUENCE_BITS) + int(sequence)
