"""An alert: one episode of a problem, from firing to resolution."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from fsp.clock import utc_now
from fsp.models.types import JsonObject, String, UtcDateTime
from fsp.stores import Model


class Alert(Model):
    """One episode.

    `fingerprint` identifies the problem without severity or value. AlertWatch holds the state between evaluations.
    """

    __tablename__ = "alerts"
    __table_args__ = (
        Index("ix_alerts_state_started_at", "state", "started_at"),
        Index("ix_alerts_fingerprint", "fingerprint"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(64))
    rule: Mapped[str] = mapped_column(String(100), default="")
    alert_type: Mapped[str] = mapped_column(String(50))
    severity: Mapped[str] = mapped_column(String(20))
    """The highest severity it reached."""
    state: Mapped[str] = mapped_column(String(20))
    """firing, recovering, no_data or resolved."""
    title: Mapped[str] = mapped_column(String(300))
    labels: Mapped[dict[str, str]] = mapped_column(JsonObject, default=dict)
    details: Mapped[dict[str, Any]] = mapped_column(JsonObject, default=dict)
    """value, n, threshold, why, advice, suppressed_by and is_flapping of the last evaluation. `at` is its time."""
    started_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    resolved_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    resolved_by: Mapped[str] = mapped_column(String(200), default="")
    """Who resolved it manually; empty if it resolved automatically."""
    acknowledged_by: Mapped[str] = mapped_column(String(200), default="")
    acknowledged_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    version: Mapped[int] = mapped_column(default=1)
