"""An alert: one episode of something being wrong, from its start to its resolution."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from fsp.clock import utc_now
from fsp.extensions import Model
from fsp.models.types import UtcDateTime


class Alert(Model):
    """One episode. `fingerprint` names the cause without severity or value; `version` guards against two evaluators."""

    __tablename__ = "alerts"
    __table_args__ = (
        Index("ix_alerts_state_started_at", "state", "started_at"),
        Index("ix_alerts_fingerprint", "fingerprint"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(64))
    alert_type: Mapped[str] = mapped_column(String(50))
    """system_health, job_failures, queue_backlog, performance_degradation, platform_api_failures, database_issues."""
    severity: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20))
    """pending, firing, recovering or resolved."""
    title: Mapped[str] = mapped_column(String(300))
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    resolved_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    acknowledged_by: Mapped[str] = mapped_column(String(200), default="")
    acknowledged_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    version: Mapped[int] = mapped_column(default=1)
