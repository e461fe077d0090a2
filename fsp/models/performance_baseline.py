"""A performance baseline: how long a job type usually takes."""

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from fsp.clock import utc_now
from fsp.models.types import JsonNumbers, JsonObject, String, UtcDateTime
from fsp.stores import Model


class PerformanceBaseline(Model):
    """The run times to compare with. `version` counts the baselines of one job type and size class."""

    __tablename__ = "performance_baselines"
    __table_args__ = (UniqueConstraint("job_type", "size_class", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    job_type: Mapped[str] = mapped_column(String(100))
    size_class: Mapped[str] = mapped_column(String(40), default="")
    """The size class of the input, as the job type declares it; empty for a type with one class."""
    version: Mapped[int] = mapped_column(default=1)
    state: Mapped[str] = mapped_column(String(20), default="provisional")
    """`collecting` up to 10 runs, `provisional`, `stable` from 100, `retired` after it was replaced."""
    sample_count: Mapped[int]
    mean_seconds: Mapped[float]
    p50_seconds: Mapped[float]
    p95_seconds: Mapped[float]
    log_seconds: Mapped[list[Any]] = mapped_column(JsonNumbers, default=list)
    """Natural logarithms of at most 200 sampled run times, in order."""
    track: Mapped[dict[str, Any]] = mapped_column(JsonObject, default=dict)
    """The state of change detection between runs: the recent runs, the finding, and the last run seen."""
    code_version: Mapped[str] = mapped_column(String(100), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now, onupdate=utc_now)
