"""Baselines that followed an improvement by themselves: who runs FSP is to hear of it, as of any new normal."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import aliased

from fsp.extensions import db, end_reading
from fsp.models.performance_baseline import PerformanceBaseline
from fsp.performance.stored import HELD_IMPROVEMENT


@dataclass(frozen=True)
class FollowedImprovement:
    """A new version of a baseline, made of the 100 faster runs that held; `id` is that of its row."""

    id: int
    job_type: str
    size_class: str
    version: int
    before_seconds: float
    after_seconds: float
    at: datetime

    @property
    def percent(self) -> float:
        """Return by how much less time the runs take."""
        return (1 - self.after_seconds / self.before_seconds) * 100 if self.before_seconds else 0.0

    @property
    def in_words(self) -> str:
        """Return what became of what."""
        means = f"from {self.before_seconds:.3g} s to {self.after_seconds:.3g} s on average"
        return f"100 runs in a row took {self.percent:.0f} % less time, {means}; later runs are compared with these"


def read_followed_improvements(since: datetime) -> list[FollowedImprovement]:
    """Return the baselines that were made so since a moment, oldest first."""
    new, old = PerformanceBaseline, aliased(PerformanceBaseline)
    rows = db.session.execute(
        select(new, old.mean_seconds)
        .join(
            old, (old.job_type == new.job_type) & (old.size_class == new.size_class) & (old.version == new.version - 1)
        )
        .where(new.created_at >= since)
        .order_by(new.created_at, new.id)
    ).all()
    end_reading()
    return [
        FollowedImprovement(
            id=row.id,
            job_type=row.job_type,
            size_class=row.size_class,
            version=row.version,
            before_seconds=before_seconds,
            after_seconds=row.mean_seconds,
            at=row.created_at,
        )
        for row, before_seconds in rows
        if row.track.get("because") == HELD_IMPROVEMENT
    ]
