"""Converts a track to its row of baselines, and back without loss."""

from dataclasses import dataclass, field, replace

from sqlalchemy import select

from fsp.clock import utc_now
from fsp.models.performance_baseline import PerformanceBaseline
from fsp.performance.baseline import Baseline
from fsp.performance.daily_pattern import DailyPattern
from fsp.performance.track import Clearing, RunLog, Stamp, Track
from fsp.performance.verdict import Verdict
from fsp.stored import read_or
from fsp.stored_type import StoredType
from fsp.stores import db

RETIRED = "retired"
"""The state of a baseline that was replaced."""


@dataclass(frozen=True)
class StoredTrack:
    """The content of a baseline's `track` column. Timestamps are in Unix milliseconds."""

    last_ms: int = 0
    recent: tuple[float, ...] = ()
    runs_seen: int = 0
    is_frozen: bool = False
    clearing: Clearing | None = None
    verdict: Verdict | None = None
    baseline_ms: tuple[int, ...] = ()
    recent_runs: tuple[tuple[int, str], ...] = ()
    season: tuple[float, ...] | None = None
    """The offsets of the daily pattern."""
    learned_ms: int = 0
    because: str = ""


_STORED = StoredType(StoredTrack)


@dataclass(frozen=True)
class Followed:
    """Everything known about the runs of one job type and size class."""

    job_type: str
    size_class: str = ""
    track: Track = field(default_factory=Track)
    run_log: RunLog = field(default_factory=RunLog)
    daily_pattern: DailyPattern | None = None
    learned_milliseconds: int = 0
    """When the daily pattern was learned, or could not be learned."""
    last_milliseconds: int = 0
    """When the last processed run ended."""
    because: str = ""
    """Why the baseline has this version."""


def keep(followed: Followed, row: PerformanceBaseline | None) -> None:
    """Write it to its row, or to a new row for another version of the baseline; and commit."""
    baseline = followed.track.baseline
    version = baseline.version if baseline else 1
    if row is not None and row.version != version:
        row.state, row = RETIRED, None
    row = row or PerformanceBaseline(job_type=followed.job_type, size_class=followed.size_class, version=version)
    _fill(row, baseline)
    row.updated_at = utc_now()
    row.track = _STORED.to_object(_stored(followed))
    db.session.add(row)
    db.session.commit()


def newest_row(job_type: str, size_class: str) -> PerformanceBaseline | None:
    """Return the row of the current baseline, or None."""
    row = db.session.scalar(
        select(PerformanceBaseline)
        .where(PerformanceBaseline.job_type == job_type, PerformanceBaseline.size_class == size_class)
        .order_by(PerformanceBaseline.version.desc())
        .limit(1)
    )
    db.session.commit()
    return row


def followed_of(row: PerformanceBaseline) -> Followed:
    """Read a row. If it cannot be read, tracking starts from the beginning."""
    return read_or(Followed(row.job_type, row.size_class), _followed, row)


def _followed(row: PerformanceBaseline) -> Followed:
    stored = _STORED.of_object(row.track)
    baseline = Baseline(tuple(row.log_seconds), row.version, stored.is_frozen, row.code_version)
    return Followed(
        job_type=row.job_type,
        size_class=row.size_class,
        track=Track(
            baseline=baseline if row.log_seconds else None,
            recent=stored.recent,
            runs_seen=stored.runs_seen,
            clearing=stored.clearing,
            verdict=stored.verdict,
        ),
        run_log=RunLog(
            tuple(Stamp(at) for at in stored.baseline_ms), tuple(Stamp(at, job_id) for at, job_id in stored.recent_runs)
        ),
        daily_pattern=DailyPattern(stored.season) if stored.season else None,
        learned_milliseconds=stored.learned_ms,
        last_milliseconds=stored.last_ms,
        because=stored.because,
    )


def with_code_version(track: Track, code_version: str) -> Track:
    """Return the track with the code version of its baseline."""
    if track.baseline is None:
        return track
    return replace(track, baseline=replace(track.baseline, code_version=code_version))


def _fill(row: PerformanceBaseline, baseline: Baseline | None) -> None:
    seconds = baseline.stats if baseline else None
    row.state = baseline.state.value if baseline else "collecting"
    row.sample_count = len(baseline.log_seconds) if baseline else 0
    row.mean_seconds = seconds.mean_seconds if seconds else 0.0
    row.p50_seconds = seconds.p50_seconds if seconds else 0.0
    row.p95_seconds = seconds.p95_seconds if seconds else 0.0
    row.log_seconds = list(baseline.log_seconds) if baseline else []
    row.code_version = baseline.code_version if baseline else ""


def _stored(followed: Followed) -> StoredTrack:
    track = followed.track
    return StoredTrack(
        last_ms=followed.last_milliseconds,
        recent=track.recent,
        runs_seen=track.runs_seen,
        is_frozen=track.baseline.is_frozen if track.baseline else False,
        clearing=track.clearing,
        verdict=track.verdict,
        baseline_ms=tuple(stamp.milliseconds for stamp in followed.run_log.baseline),
        recent_runs=tuple((stamp.milliseconds, stamp.job_id) for stamp in followed.run_log.recent),
        season=followed.daily_pattern.offsets if followed.daily_pattern else None,
        learned_ms=followed.learned_milliseconds,
        because=followed.because,
    )
