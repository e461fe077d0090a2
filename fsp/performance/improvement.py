"""Improvements: job types that became permanently faster, and the baselines that followed automatically."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import log

from sqlalchemy import select
from sqlalchemy.orm import aliased

from fsp.models.performance_baseline import PerformanceBaseline
from fsp.performance.baseline import Baseline
from fsp.performance.change_point import first_suspect
from fsp.performance.ratio import winsorised_mean
from fsp.stores import db, end_reading

HELD_RUNS = 100
PART_RUNS = 20
LOG_IMPROVEMENT = -log(1.10)
LOG_STILL_FASTER = -log(1.05)
HELD_IMPROVEMENT = "faster for 100 runs"
"""Why a baseline has a new version that no user requested."""


def has_held(baseline: Baseline, recent: Sequence[float]) -> bool:
    """Return whether the last 100 runs are confirmed to be 10 % faster, and every 20 of them 5 % faster."""
    runs = recent[-HELD_RUNS:]
    if len(runs) < HELD_RUNS:
        return False
    stats = baseline.stats
    usual, level = stats.centre.log_mean, winsorised_mean(runs)
    began = first_suspect([-value for value in recent], old=-usual, new=-level)
    parts = [runs[start : start + PART_RUNS] for start in range(0, HELD_RUNS, PART_RUNS)]
    return (
        level - usual <= LOG_IMPROVEMENT
        and len(recent) - began >= HELD_RUNS
        and all(winsorised_mean(part) - usual <= LOG_STILL_FASTER for part in parts)
        and stats.chance_of_faster(runs) < stats.confirmed_below
    )


@dataclass(frozen=True)
class FollowedImprovement:
    """A new version of a baseline, from the 100 faster runs. `id` is that of its row."""

    id: int
    job_type: str
    size_class: str
    version: int
    before_seconds: float
    after_seconds: float
    at: datetime

    @property
    def percent(self) -> float:
        """Return the reduction of run time in percent."""
        return (1 - self.after_seconds / self.before_seconds) * 100 if self.before_seconds else 0.0

    @property
    def in_words(self) -> str:
        """Return a description of the change."""
        means = f"from {self.before_seconds:.3g} s to {self.after_seconds:.3g} s on average"
        return f"100 consecutive runs took {self.percent:.0f} % less time, {means}. Later runs are compared with these"


def read_followed_improvements(since: datetime) -> list[FollowedImprovement]:
    """Return the baselines that followed an improvement since a time, oldest first."""
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
