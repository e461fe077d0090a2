"""Following the runs of each job type: what ended since the last time goes through its baseline, in order, once."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import redis
from sqlalchemy import select

from fsp.clock import utc_now
from fsp.extensions import db, end_reading
from fsp.metrics.counters import read_counters
from fsp.metrics.rings import read_ring
from fsp.models.performance_baseline import PerformanceBaseline
from fsp.performance import tracking
from fsp.performance.baseline import Baseline, to_log
from fsp.performance.clearing import Clearing
from fsp.performance.ratio import Ratio
from fsp.performance.tracking import Track
from fsp.performance.trends import Trend, judge_trend
from fsp.performance.verdict import Guard, Level, Verdict

RETIRED = "retired"
"""State of a baseline that another one has taken the place of."""

TREND_RUNS = 60


@dataclass(frozen=True)
class Performance:
    """One job type: its track, and where its run times are going."""

    job_type: str
    track: Track
    trend: Trend
    updated_at: datetime


def follow_runs(connection: redis.Redis, now: datetime) -> int:
    """Take the successes since the last time into account; return how many. Between two calls 1000 of a type count."""
    followed = 0
    for job_type in sorted({row.job_type for row in read_counters(connection)}):
        row = _row(job_type)
        track, last_ms = _track(row) if row else Track(), int(row.track.get("last_ms", 0)) if row else 0
        ends = [end for end in read_ring(connection, job_type, now) if end.outcome == "succeeded"]
        fresh = [end for end in ends if end.at.timestamp() * 1000 > last_ms]
        for end in fresh:
            track = tracking.follow(track, to_log(end.run_seconds))
        if fresh:
            _keep(job_type, row, track, last_ms=round(fresh[-1].at.timestamp() * 1000))
            followed += len(fresh)
    return followed


def accept_new_normal(job_type: str, *, code_version: str = "") -> None:
    """Take the newest runs as the new normal; raise InvalidInput if there are too few."""
    row = _row(job_type)
    track = tracking.accept(_track(row) if row else Track(), code_version=code_version)
    _keep(job_type, row, track, last_ms=int(row.track.get("last_ms", 0)) if row else 0)


def read_performance() -> list[Performance]:
    """Return every job type that is followed, by name."""
    rows = db.session.scalars(
        select(PerformanceBaseline).where(PerformanceBaseline.state != RETIRED).order_by(PerformanceBaseline.job_type)
    ).all()
    end_reading()
    return [_performance(row) for row in rows]


def _performance(row: PerformanceBaseline) -> Performance:
    track = _track(row)
    known = (*(track.baseline.log_seconds if track.baseline else ()), *track.recent)
    return Performance(row.job_type, track, judge_trend(known[-TREND_RUNS:]), row.updated_at)


def _row(job_type: str) -> PerformanceBaseline | None:
    found = db.session.scalar(
        select(PerformanceBaseline)
        .where(PerformanceBaseline.job_type == job_type)
        .order_by(PerformanceBaseline.version.desc())
        .limit(1)
    )
    db.session.commit()
    return found


def _keep(job_type: str, row: PerformanceBaseline | None, track: Track, *, last_ms: int) -> None:
    baseline = track.baseline
    seconds = baseline.yardstick if baseline else None
    version = baseline.version if baseline else 1
    if row is not None and row.version != version:
        row.state, row = RETIRED, None
    row = row or PerformanceBaseline(job_type=job_type, version=version)
    row.state = baseline.state.value if baseline else "collecting"
    row.sample_count = len(baseline.log_seconds) if baseline else 0
    row.mean_seconds = seconds.mean_seconds if seconds else 0.0
    row.p50_seconds = seconds.p50_seconds if seconds else 0.0
    row.p95_seconds = seconds.p95_seconds if seconds else 0.0
    row.log_seconds = list(baseline.log_seconds) if baseline else []
    row.code_version = baseline.code_version if baseline else ""
    row.updated_at = utc_now()
    row.track = {
        "last_ms": last_ms,
        "recent": list(track.recent),
        "runs_seen": track.runs_seen,
        "is_frozen": baseline.is_frozen if baseline else False,
        "clearing": asdict(track.clearing) if track.clearing else None,
        "verdict": asdict(track.verdict) if track.verdict else None,
    }
    db.session.add(row)
    db.session.commit()


def _track(row: PerformanceBaseline) -> Track:
    told = row.track
    baseline = None
    if row.log_seconds:
        baseline = Baseline(tuple(row.log_seconds), row.version, bool(told.get("is_frozen")), row.code_version)
    return Track(
        baseline=baseline,
        recent=tuple(told.get("recent", ())),
        runs_seen=int(told.get("runs_seen", 0)),
        clearing=Clearing(**told["clearing"]) if told.get("clearing") else None,
        verdict=_verdict(told["verdict"]) if told.get("verdict") else None,
    )


def _verdict(told: dict[str, Any]) -> Verdict:
    parsed = {"level": Level(told["level"]), "ratio": Ratio(**told["ratio"])}
    return Verdict(**{**told, **parsed, "guards": tuple(Guard(guard) for guard in told["guards"])})
