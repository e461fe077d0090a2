"""The dead-letter table: failed jobs with everything needed to understand and replay them."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from fsp.clock import utc_now
from fsp.models.attempt_history import AttemptHistory
from fsp.models.types import JsonObject, String, Text, UtcDateTime
from fsp.stores import Model


class DeadLetterState(StrEnum):
    """The state of a dead letter."""

    DEAD = "dead"
    REPLAYED = "replayed"
    DISCARDED = "discarded"


class DeadLetterQueue(Model):
    """One failed job. `attempt_history` holds the attempts before the first replay; `replays` counts the replays."""

    __tablename__ = "dead_letter_queue"
    __table_args__ = (
        Index("ix_dead_letter_queue_state_next_replay_at", "state", "next_replay_at"),
        Index("ix_dead_letter_queue_buried_at", "buried_at"),
        Index("ix_dead_letter_queue_state_id", "state", "id"),
        Index("ix_dead_letter_queue_state_fingerprint_id", "state", "fingerprint", "id"),
        # The columns for the list of error groups, because the rows contain large tracebacks.
        Index("ix_dead_letter_queue_state_buried_at", "state", "buried_at"),
        Index("ix_dead_letter_queue_causes", "state", "fingerprint", "buried_at", "id"),
        Index("ix_dead_letter_queue_kinds", "fingerprint", "job_type", "version", "buried_at"),
        Index("ix_dead_letter_queue_version", "version"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    job_id: Mapped[str] = mapped_column(String(100), unique=True)
    job_type: Mapped[str] = mapped_column(String(100), index=True)
    queue: Mapped[str] = mapped_column(String(50))
    arguments: Mapped[dict[str, Any]] = mapped_column(JsonObject)
    reason: Mapped[str] = mapped_column(String(30))
    """`spent`, `permanent`, `poison`, `timeout` or `undecodable`."""
    error_class: Mapped[str] = mapped_column(String(200))
    error_message: Mapped[str] = mapped_column(Text)
    error_traceback: Mapped[str] = mapped_column(Text, default="")
    fingerprint: Mapped[str] = mapped_column(String(64), index=True)
    attempt_history: Mapped[list[Any]] = mapped_column(AttemptHistory, default=list)
    state: Mapped[str] = mapped_column(String(20), default=DeadLetterState.DEAD)
    replays: Mapped[int] = mapped_column(default=0)
    next_replay_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    enqueued_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    buried_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    version: Mapped[str] = mapped_column(String(100), default="")
    """The code version of the last attempt."""
    settled_by: Mapped[str] = mapped_column(String(200), default="")
    """Who replayed, discarded or restored it last, and when."""
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
