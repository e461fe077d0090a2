"""The current performance of each job type compared with its baseline, and its earlier baselines."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from fsp.clock import utc_now
from fsp.models.performance_baseline import PerformanceBaseline
from fsp.performance.daily_pattern import DailyPattern
from fsp.performance.deploys import read_deploys
from fsp.performance.improvement import HELD_IMPROVEMENT, FollowedImprovement, read_followed_improvements
from fsp.performance.stored import RETIRED, Followed, followed_of
from fsp.performance.suspects import Suspect, find_suspects, has_suspect
from fsp.performance.track import Track
from fsp.performance.trends import Trend, judge_trend
from fsp.stores import db, end_reading

TREND_RUNS = 60
NEWS = timedelta(days=7)
"""How long the page reports that a baseline followed an improvement."""


@dataclass(frozen=True)
class Performance:
    """One job type and size class: its track and the trend of its run times."""

    job_type: str
    track: Track
    trend: Trend
    updated_at: datetime
    size_class: str = ""
    daily_pattern: DailyPattern | None = None
    """The daily cycle that was removed from the run times; None if unknown."""
    began_at: datetime | None = None
    because: str = ""
    suspect: Suspect | None = None
    improvement: FollowedImprovement | None = None
    """The improvement that its baseline followed within the last 7 days."""


@dataclass(frozen=True)
class BaselineVersion:
    """One version in the sequence of baselines of a job type and size class."""

    version: int
    state: str
    runs: int
    mean_seconds: float
    p95_seconds: float
    code_version: str
    because: str
    began_at: datetime
    ended_at: datetime | None


def read_performance() -> list[Performance]:
    """Return every tracked job type and size class, by name."""
    rows = db.session.scalars(
        select(PerformanceBaseline)
        .where(PerformanceBaseline.state != RETIRED)
        .order_by(PerformanceBaseline.job_type, PerformanceBaseline.size_class)
    ).all()
    end_reading()
    followed = [(row, followed_of(row)) for row in rows]
    tracks, improved_ids = [track for _, track in followed], _recently_improved(rows)
    # Usually nothing has become slower or faster, and nothing else is read.
    suspects = find_suspects(tracks, read_deploys()) if any(has_suspect(track) for track in tracks) else {}
    improvements = read_followed_improvements(utc_now() - NEWS) if improved_ids else []
    improved = {improvement.id: improvement for improvement in improvements}
    return [
        _performance(row, track, suspects.get((track.job_type, track.size_class)), improved.get(row.id))
        for row, track in followed
    ]


def read_lineage(job_type: str, size_class: str = "") -> list[BaselineVersion]:
    """Return every version of a baseline, oldest first."""
    rows = db.session.scalars(
        select(PerformanceBaseline)
        .where(PerformanceBaseline.job_type == job_type, PerformanceBaseline.size_class == size_class)
        .order_by(PerformanceBaseline.version)
    ).all()
    end_reading()
    return [
        BaselineVersion(
            version=row.version,
            state=row.state,
            runs=row.sample_count,
            mean_seconds=row.mean_seconds,
            p95_seconds=row.p95_seconds,
            code_version=row.code_version,
            because=str(row.track.get("because", "")),
            began_at=row.created_at,
            ended_at=row.updated_at if row.state == RETIRED else None,
        )
        for row in rows
    ]


def _recently_improved(rows: Sequence[PerformanceBaseline]) -> set[int]:
    since = utc_now() - NEWS
    return {row.id for row in rows if row.created_at >= since and row.track.get("because") == HELD_IMPROVEMENT}


def _performance(
    row: PerformanceBaseline, followed: Followed, suspect: Suspect | None, improvement: FollowedImprovement | None
) -> Performance:
    track = followed.track
    runs = (*(track.baseline.log_seconds if track.baseline else ()), *track.recent)
    return Performance(
        job_type=followed.job_type,
        track=track,
        trend=judge_trend(runs[-TREND_RUNS:]),
        updated_at=row.updated_at,
        size_class=followed.size_class,
        daily_pattern=followed.daily_pattern,
        began_at=row.created_at,
        because=followed.because,
        suspect=suspect,
        improvement=improvement,
    )
