"""Job metrics: the outcomes of one job type in one time span."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from fsp.models.types import JsonObject, String, UtcDateTime
from fsp.stores import Model


class JobMetrics(Model):
    """One row per job type, resolution and span.

    It is replaced, not incremented, so a repeated roll-up changes nothing.
    """

    __tablename__ = "job_metrics"
    __table_args__ = (
        UniqueConstraint("job_type", "resolution_seconds", "span_start"),
        Index("ix_job_metrics_span_start", "span_start"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    job_type: Mapped[str] = mapped_column(String(100))
    resolution_seconds: Mapped[int]
    span_start: Mapped[datetime] = mapped_column(UtcDateTime)
    outcomes: Mapped[dict[str, Any]] = mapped_column(JsonObject, default=dict)
    """Job counts by outcome: succeeded, failed, timeout, killed, stopped, abandoned."""
    run_seconds_sum: Mapped[float] = mapped_column(default=0.0)
    run_seconds_sketch: Mapped[dict[str, Any]] = mapped_column(JsonObject, default=dict)
    """Log buckets of run times: bucket index → count. They merge by addition."""
    run_seconds_min: Mapped[float | None]
    run_seconds_max: Mapped[float | None]
    wait_seconds_sum: Mapped[float] = mapped_column(default=0.0)
    wait_seconds_sketch: Mapped[dict[str, Any]] = mapped_column(JsonObject, default=dict)
    wait_seconds_min: Mapped[float | None]
    wait_seconds_max: Mapped[float | None]
