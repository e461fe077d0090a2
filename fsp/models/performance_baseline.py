"""A performance baseline: how long a job type usually takes."""

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from fsp.clock import utc_now
from fsp.models.types import JsonNumbers, JsonObject, String, UtcDateTime
from fsp.stores import Model


class PerformanceBaseline(Model):
    """The run times later ones are compared with; `version` counts those of one job type and size class."""

    __tablename__ = "performance_baselines"
    __table_args__ = (UniqueConstraint("job_type", "size_class", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    job_type: Mapped[str] = mapped_column(String(100))
    size_class: Mapped[str] = mapped_column(String(40), default="")
    """Of the jobs' input, as their type declares it; empty for a type with one class."""
    version: Mapped[int] = mapped_column(default=1)
    state: Mapped[str] = mapped_column(String(20), default="provisional")
    """`collecting` until there are 10 runs, `provisional`, `stable` from 100, `retired` when another took its place."""
    sample_count: Mapped[int]
    mean_seconds: Mapped[float]
    p50_seconds: Mapped[float]
    p95_seconds: Mapped[float]
    log_seconds: Mapped[list[Any]] = mapped_column(JsonNumbers, default=list)
    """Natural logarithms of the sampled run times, in order; at most 200."""
    track: Mapped[dict[str, Any]] = mapped_column(JsonObject, default=dict)
    """What the track remembers between runs: the runs that are not of the baseline, the verdict, the last one seen."""
    code_version: Mapped[str] = mapped_column(String(100), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now, onupdate=utc_now)
