"""The page of a job type: its rules and gate, its slots, its speed and outcomes over time, its latest failures."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import redis
from sqlalchemy import select

from fsp.charts.lines import LineChart, Mark, Series, line_chart
from fsp.gates.gate import Gate, read_gates
from fsp.history.entry import number_at
from fsp.history.rows import reading_of
from fsp.history.series import Point, Range, read_series
from fsp.inspection.failures import FailedAttempt, latest_failures
from fsp.inspection.fleet import WorkerState, read_fleet
from fsp.inspection.jobs import holders_of
from fsp.jobs.job_reading import JobReading
from fsp.jobs.job_type import JobType
from fsp.jobs.registry import get_job_type
from fsp.metrics.spans import Span, total
from fsp.models.job_history import JobHistory
from fsp.performance.current import Performance, read_performance
from fsp.performance.deploys import read_deploys
from fsp.stores import db, end_reading
from fsp.web.schema_form import FormField, fields_of
from fsp.web.timezone import local

FAILURES_SHOWN = 10
FAILURES_SINCE = timedelta(days=7)


@dataclass(frozen=True)
class JobTypePage:
    """One job type at one time. The charts and `whole` cover the selected range."""

    as_of: datetime
    rules: JobType
    gate: Gate
    worker_slots: int
    """How many jobs the online workers can run at once, of any type."""
    holders: list[JobReading]
    length: Range
    whole: Span
    run_chart: LineChart
    wait_chart: LineChart
    outcome_chart: LineChart
    tracks: list[Performance]
    """Its performance, by size class if it has any."""
    failures: list[FailedAttempt]
    """Newest first, one per job, including jobs that will be retried."""
    fields: tuple[FormField, ...]

    @property
    def retry_waits(self) -> list[tuple[float, float]]:
        """Return the minimum and maximum delay before each retry."""
        return [self.rules.backoff.span_seconds(failures) for failures in range(1, self.rules.retries + 1)]


def read_job_type(
    connection: redis.Redis,
    name: str,
    now: datetime,
    *,
    length: Range = Range.DAY,
    fields: tuple[FormField, ...] | None = None,
) -> JobTypePage:
    """Read the page of a job type; raise UnknownJobType."""
    rules = get_job_type(name)
    points = read_series(connection, name, length, now)
    marks = tuple(Mark(deploy.at, deploy.version) for deploy in read_deploys(since=points[0].at, until=now))
    return JobTypePage(
        as_of=now,
        rules=rules,
        gate=next(gate for gate in read_gates(connection, now) if gate.job_type == name),
        worker_slots=sum(track.slots for track in read_fleet(connection, now) if track.state == WorkerState.RUNNING),
        holders=holders_of(connection, name),
        length=length,
        whole=total(name, [point.span for point in points]),
        run_chart=_quantiles("Run time of successes", points, marks, "run_quantile"),
        wait_chart=_quantiles("Wait for the first start", points, marks, "wait_quantile"),
        outcome_chart=_outcomes(points, marks),
        tracks=[track for track in read_performance() if track.job_type == name],
        failures=_failures(connection, name, now),
        fields=fields_of(rules.arguments_model) if fields is None else fields,
    )


def _quantiles(title: str, points: list[Point], marks: tuple[Mark, ...], quantile: str) -> LineChart:
    series = [
        Series(f"P{part}", [getattr(point.span, quantile)(part / 100) for point in points], kind=f"p{part}")
        for part in (50, 95, 99)
    ]
    return _chart(title, "s", points, series, marks)


def _outcomes(points: list[Point], marks: tuple[Mark, ...]) -> LineChart:
    series = [
        Series("done", [point.span.succeeded for point in points], kind="p50"),
        Series("failed", [point.span.failed for point in points], kind="p99"),
    ]
    return _chart("Outcomes", "jobs", points, series, marks)


def _chart(title: str, unit: str, points: list[Point], series: list[Series], marks: tuple[Mark, ...]) -> LineChart:
    zone = local(points[-1].at).tzinfo or UTC
    return line_chart(title, unit, [point.at for point in points], series, marks=marks, zone=zone)


def _failures(connection: redis.Redis, name: str, now: datetime) -> list[FailedAttempt]:
    ended = [
        FailedAttempt(row.ended_at, row.job_id, row.outcome, row.run_seconds, row.attempt, reading_of(row).error)
        for row in _dead(name, now)
    ]
    job_ids = {failure.job_id for failure in ended}
    retrying = latest_failures(connection, name, now, limit=FAILURES_SHOWN)
    both = [*ended, *(failure for failure in retrying if failure.job_id not in job_ids)]
    return sorted(both, key=lambda failure: failure.at, reverse=True)[:FAILURES_SHOWN]


def _dead(name: str, now: datetime) -> list[JobHistory]:
    letters = db.session.scalars(
        select(JobHistory)
        .where(
            JobHistory.job_type == name, JobHistory.state == "failed", JobHistory.id >= number_at(now - FAILURES_SINCE)
        )
        .order_by(JobHistory.id.desc())
        .limit(FAILURES_SHOWN)
    ).all()
    end_reading()
    return list(letters)
