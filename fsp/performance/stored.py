"""A track as its row of baselines, and back, unchanged."""

from dataclasses import asdict, dataclass, field, replace
from typing import Any

from sqlalchemy import select

from fsp.clock import utc_now
from fsp.extensions import db
from fsp.models.performance_baseline import PerformanceBaseline
from fsp.performance.baseline import Baseline
from fsp.performance.clearing import Clearing
from fsp.performance.daily_pattern import Season
from fsp.performance.ratio import Ratio
from fsp.performance.run_log import Chronicle, Stamp
from fsp.performance.tracking import Track
from fsp.performance.verdict import Guard, Level, Verdict
from fsp.stored import read_or

HELD_IMPROVEMENT = "faster for 100 runs"
"""Why a baseline has a new version that nobody asked for."""

RETIRED = "retired"
"""State of a baseline that another one has taken the place of."""


@dataclass(frozen=True)
class Followed:
    """All that is known of the runs of one job type and size class."""

    job_type: str
    size_class: str = ""
    track: Track = field(default_factory=Track)
    chronicle: Chronicle = field(default_factory=Chronicle)
    season: Season | None = None
    learned_milliseconds: int = 0
    """When the season was learned, or looked for in vain."""
    last_milliseconds: int = 0
    """When the last run that was followed ended."""
    because: str = ""
    """Why the baseline has the version it has."""


def keep(followed: Followed, row: PerformanceBaseline | None) -> None:
    """Write it into its row, or into a new one for another version of the baseline; and commit."""
    baseline = followed.track.baseline
    version = baseline.version if baseline else 1
    if row is not None and row.version != version:
        row.state, row = RETIRED, None
    row = row or PerformanceBaseline(job_type=followed.job_type, size_class=followed.size_class, version=version)
    _fill(row, baseline)
    row.updated_at = utc_now()
    row.track = _track_to_json(followed)
    db.session.add(row)
    db.session.commit()


def newest_row(job_type: str, size_class: str) -> PerformanceBaseline | None:
    """Return the row of the baseline in force, or None if there was none yet."""
    found = db.session.scalar(
        select(PerformanceBaseline)
        .where(PerformanceBaseline.job_type == job_type, PerformanceBaseline.size_class == size_class)
        .order_by(PerformanceBaseline.version.desc())
        .limit(1)
    )
    db.session.commit()
    return found


def followed_of(row: PerformanceBaseline) -> Followed:
    """Read a row; the runs of one that cannot be read are followed from the beginning."""
    return read_or(Followed(row.job_type, row.size_class), _followed, row)


def _followed(row: PerformanceBaseline) -> Followed:
    told = row.track
    season = tuple(told.get("season") or ())
    return Followed(
        job_type=row.job_type,
        size_class=row.size_class,
        track=_track(row),
        chronicle=Chronicle(
            tuple(Stamp(int(at)) for at in told.get("baseline_ms", ())),
            tuple(Stamp(int(at), str(job_id)) for at, job_id in told.get("recent_runs", ())),
        ),
        season=Season(season) if season else None,
        learned_milliseconds=int(told.get("learned_ms", 0)),
        last_milliseconds=int(told.get("last_ms", 0)),
        because=str(told.get("because", "")),
    )


def with_code_version(track: Track, code_version: str) -> Track:
    """Return the track with the version of the code its baseline was made under."""
    if track.baseline is None:
        return track
    return replace(track, baseline=replace(track.baseline, code_version=code_version))


def _fill(row: PerformanceBaseline, baseline: Baseline | None) -> None:
    seconds = baseline.yardstick if baseline else None
    row.state = baseline.state.value if baseline else "collecting"
    row.sample_count = len(baseline.log_seconds) if baseline else 0
    row.mean_seconds = seconds.mean_seconds if seconds else 0.0
    row.p50_seconds = seconds.p50_seconds if seconds else 0.0
    row.p95_seconds = seconds.p95_seconds if seconds else 0.0
    row.log_seconds = list(baseline.log_seconds) if baseline else []
    row.code_version = baseline.code_version if baseline else ""


def _track_to_json(followed: Followed) -> dict[str, Any]:
    track = followed.track
    return {
        "last_ms": followed.last_milliseconds,
        "recent": list(track.recent),
        "runs_seen": track.runs_seen,
        "is_frozen": track.baseline.is_frozen if track.baseline else False,
        "clearing": asdict(track.clearing) if track.clearing else None,
        "verdict": asdict(track.verdict) if track.verdict else None,
        "baseline_ms": [stamp.milliseconds for stamp in followed.chronicle.baseline],
        "recent_runs": [[stamp.milliseconds, stamp.job_id] for stamp in followed.chronicle.recent],
        "season": list(followed.season.offsets) if followed.season else None,
        "learned_ms": followed.learned_milliseconds,
        "because": followed.because,
    }


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
