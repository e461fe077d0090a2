"""Following the runs of each job type: what ended since the last time goes through its baseline, in order, once."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import redis
from sqlalchemy import select

from fsp.clock import from_epoch
from fsp.extensions import db, end_reading
from fsp.metrics.counters import read_counters
from fsp.metrics.rings import End, read_ring
from fsp.models.deploy_mark import DeployMark
from fsp.models.performance_baseline import PerformanceBaseline
from fsp.performance import tracking
from fsp.performance.baseline import to_log
from fsp.performance.chronicle import Stamp, advance, change_season, renew, stamp_of_recent
from fsp.performance.deploys import nearest_deploy, read_deploys, version_at
from fsp.performance.past import learn_from_history, versions_of
from fsp.performance.season import Season
from fsp.performance.stored import RETIRED, Followed, followed_of, keep, with_code_version
from fsp.performance.tracking import Track
from fsp.performance.trends import Trend, judge_trend

TREND_RUNS = 60
LEARN_AGAIN = timedelta(days=1)


@dataclass(frozen=True)
class Suspect:
    """The run a slowdown seems to begin with, the version it ran under, and the deploy nearest to it."""

    at: datetime
    job_id: str
    version: str
    deploy: DeployMark | None

    @property
    def in_words(self) -> str:
        """Return since when, under which version, and which deploy is nearest."""
        told = f"since {self.at:%Y-%m-%d %H:%M} UTC"
        if self.version:
            told = f"{told} under version {self.version}"
        if self.deploy is None:
            return told
        minutes = (self.at - self.deploy.at).total_seconds() / 60
        side = "after" if minutes >= 0 else "before"
        return f"{told}, {abs(minutes):.0f} min {side} the deploy of {self.deploy.version}"


@dataclass(frozen=True)
class Performance:
    """One job type and size class: its track, and where its run times are going."""

    job_type: str
    track: Track
    trend: Trend
    updated_at: datetime
    size_class: str = ""
    season: Season | None = None
    """The daily cycle that was taken out of the run times; None while none is known."""
    began_at: datetime | None = None
    because: str = ""
    suspect: Suspect | None = None


@dataclass(frozen=True)
class BaselineVersion:
    """One baseline in the line of those of a job type and size class."""

    version: int
    state: str
    runs: int
    mean_seconds: float
    p95_seconds: float
    code_version: str
    because: str
    began_at: datetime
    ended_at: datetime | None


def follow_runs(connection: redis.Redis, now: datetime) -> int:
    """Take the successes since the last time into account; return how many. Between two calls 1000 of a type count."""
    followed = 0
    deploys = read_deploys()
    for job_type in sorted({row.job_type for row in read_counters(connection)}):
        by_size: dict[str, list[End]] = defaultdict(list)
        for end in read_ring(connection, job_type, now):
            if end.outcome == "succeeded":
                by_size[end.size_class].append(end)
        for size_class, ends in sorted(by_size.items()):
            followed += _follow_one(job_type, size_class, ends, deploys, now)
    return followed


def accept_new_normal(job_type: str, *, size_class: str = "", code_version: str = "", by: str = "") -> None:
    """Take the newest runs as the new normal; raise InvalidInput if there are too few."""
    row = _row(job_type, size_class)
    before = followed_of(row) if row else Followed(job_type, size_class)
    suspect = _suspects([before], read_deploys()).get((job_type, size_class))
    track = tracking.accept(before.track, code_version=code_version or (suspect.version if suspect else ""))
    because = f"accepted by {by}" if by else "accepted"
    keep(replace(before, track=track, chronicle=renew(before.chronicle, track), because=because), row)


def read_performance() -> list[Performance]:
    """Return every job type and size class that is followed, by name."""
    rows = db.session.scalars(
        select(PerformanceBaseline)
        .where(PerformanceBaseline.state != RETIRED)
        .order_by(PerformanceBaseline.job_type, PerformanceBaseline.size_class)
    ).all()
    end_reading()
    followed = [(row, followed_of(row)) for row in rows]
    suspects = _suspects([found for _, found in followed], read_deploys())
    return [_performance(row, found, suspects.get((found.job_type, found.size_class))) for row, found in followed]


def read_lineage(job_type: str, size_class: str = "") -> list[BaselineVersion]:
    """Return every version of a baseline there was, oldest first."""
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


def _follow_one(job_type: str, size_class: str, ends: list[End], deploys: list[DeployMark], now: datetime) -> int:
    row = _row(job_type, size_class)
    known = followed_of(row) if row else Followed(job_type, size_class)
    fresh = [end for end in ends if end.at.timestamp() * 1000 > known.last_milliseconds]
    if not fresh:
        return 0
    known = _with_season(known, now)
    for end in fresh:
        before = known.track.baseline
        known = _follow_run(known, end, deploys)
        after = known.track.baseline
        if before is not None and after is not None and before.version != after.version:
            # The row of the old version keeps what it was; the new one has its own.
            keep(known, row)
            row = _row(job_type, size_class)
    keep(known, row)
    return len(fresh)


def _follow_run(known: Followed, end: End, deploys: list[DeployMark]) -> Followed:
    log_seconds = to_log(end.run_seconds)
    adjusted = known.season.adjust(end.at, log_seconds) if known.season else log_seconds
    milliseconds = round(end.at.timestamp() * 1000)
    track = tracking.follow(known.track, adjusted)
    chronicle = advance(known.chronicle, known.track, track, Stamp(milliseconds, end.job_id))
    because = known.because
    if track.baseline and (known.track.baseline is None or known.track.baseline.version != track.baseline.version):
        because = "faster for 100 runs" if known.track.baseline else "the first 10 runs"
        track = with_code_version(track, version_at(deploys, end.at))
    return replace(known, track=track, chronicle=chronicle, last_milliseconds=milliseconds, because=because)


def _with_season(known: Followed, now: datetime) -> Followed:
    """Learn the daily cycle anew once a day; all runs are then seen with the new one taken out."""
    milliseconds = round(now.timestamp() * 1000)
    if milliseconds - known.learned_milliseconds < LEARN_AGAIN.total_seconds() * 1000:
        return known
    season = learn_from_history(known.job_type, known.size_class, now)
    track = change_season(known.track, known.chronicle, known.season, season)
    return replace(known, track=track, season=season, learned_milliseconds=milliseconds)


def _suspects(followed: list[Followed], deploys: list[DeployMark]) -> dict[tuple[str, str], Suspect]:
    """Return the run each slowdown seems to begin with, by job type and size class."""
    stamps = {
        (found.job_type, found.size_class): stamp
        for found in followed
        if found.track.verdict
        and found.track.verdict.first_suspect is not None
        and (stamp := stamp_of_recent(found.chronicle, found.track, found.track.verdict.first_suspect))
    }
    versions = versions_of([stamp.job_id for stamp in stamps.values()]) if stamps else {}
    return {key: _suspect(stamp, versions, deploys) for key, stamp in stamps.items()}


def _suspect(stamp: Stamp, versions: dict[str, str], deploys: list[DeployMark]) -> Suspect:
    at = from_epoch(stamp.milliseconds / 1000)
    version = versions.get(stamp.job_id) or version_at(deploys, at)
    return Suspect(at, stamp.job_id, version, nearest_deploy(deploys, at))


def _performance(row: PerformanceBaseline, found: Followed, suspect: Suspect | None) -> Performance:
    track = found.track
    runs = (*(track.baseline.log_seconds if track.baseline else ()), *track.recent)
    return Performance(
        job_type=found.job_type,
        track=track,
        trend=judge_trend(runs[-TREND_RUNS:]),
        updated_at=row.updated_at,
        size_class=found.size_class,
        season=found.season,
        began_at=row.created_at,
        because=found.because,
        suspect=suspect,
    )


def _row(job_type: str, size_class: str) -> PerformanceBaseline | None:
    found = db.session.scalar(
        select(PerformanceBaseline)
        .where(PerformanceBaseline.job_type == job_type, PerformanceBaseline.size_class == size_class)
        .order_by(PerformanceBaseline.version.desc())
        .limit(1)
    )
    db.session.commit()
    return found
