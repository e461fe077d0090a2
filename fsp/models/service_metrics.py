"""Service metrics: FSP's HTTP responses and availability in one time span."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from fsp.models.types import JsonObject, UtcDateTime
from fsp.stores import Model


class ServiceMetrics(Model):
    """One row per resolution and span. It is replaced, not incremented, so a repeated roll-up changes nothing."""

    __tablename__ = "service_metrics"
    __table_args__ = (
        UniqueConstraint("resolution_seconds", "span_start"),
        Index("ix_service_metrics_span_start", "span_start"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    resolution_seconds: Mapped[int]
    span_start: Mapped[datetime] = mapped_column(UtcDateTime)
    requests: Mapped[int] = mapped_column(default=0)
    errors: Mapped[int] = mapped_column(default=0)
    """Responses with status 500 and above."""
    seconds_sum: Mapped[float] = mapped_column(default=0.0)
    seconds_sketch: Mapped[dict[str, Any]] = mapped_column(JsonObject, default=dict)
    """Log buckets of response times: bucket index → count. They merge by addition."""
    seconds_min: Mapped[float | None]
    seconds_max: Mapped[float | None]
    rules: Mapped[dict[str, Any]] = mapped_column(JsonObject, default=dict)
    """URL rule → requests and errors."""
    up: Mapped[int] = mapped_column(default=0)
    down: Mapped[int] = mapped_column(default=0)
    """Failed probes. Time without probes is unknown."""
