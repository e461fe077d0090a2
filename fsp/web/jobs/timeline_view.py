"""The chart of a job's time: waiting, running, failed, waiting for a retry, and its steps."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fsp.charts.waterfall import Stretch, Waterfall, waterfall
from fsp.jobs.job_reading import JobReading
from fsp.stored import moment_of, readable, whole_of

ENDED = ("finished", "failed", "canceled")


@dataclass(frozen=True)
class _Run:
    """One attempt. Without an end it is running."""

    attempt: int
    started_at: datetime
    ended_at: datetime | None
    has_failed: bool


def timeline(job: JobReading, attempts: list[dict[str, Any]], now: datetime) -> Waterfall | None:
    """Return the chart of a job's time, or None if nothing is known."""
    first = job.enqueued_at
    runs = _runs(job, attempts)
    if first is None:
        first = runs[0].started_at if runs else None
    if first is None:
        return None
    origin = min([first, *(run.started_at for run in runs)])
    stretches: list[Stretch] = []
    until = origin
    for run in runs:
        stretches += _waited(until, run.started_at, origin, is_retry=bool(stretches))
        until = run.ended_at or now
        kind, words = ("failed", "failed") if run.has_failed else ("run", "run")
        name = f"Attempt {run.attempt} {words}" if len(runs) > 1 else "Run"
        stretches.append(_stretch(name, kind, run.started_at, until, origin, is_ongoing=run.ended_at is None))
        if run is runs[-1]:
            stretches += _steps(job, run.started_at, origin)
    if job.status not in (*ENDED, "started"):
        name = "Waiting to retry" if runs else "Waits"
        stretches.append(_stretch(name, "retry" if runs else "wait", until, now, origin, is_ongoing=True))
    return waterfall("Timeline", stretches) if stretches else None


def _runs(job: JobReading, attempts: list[dict[str, Any]]) -> list[_Run]:
    own = [attempt for attempt in attempts if attempt.get("job_id") in {None, job.job_id}]
    runs = readable(_run_of, own)
    is_listed = any(run.attempt == job.attempt for run in runs) and job.status != "started"
    if job.started_at is not None and not is_listed and job.status in (*ENDED, "started"):
        ended_at = job.ended_at if job.status in ENDED else None
        runs.append(_Run(job.attempt, job.started_at, ended_at, has_failed=job.status == "failed"))
    return sorted(runs, key=lambda run: run.started_at)


def _run_of(attempt: dict[str, Any]) -> _Run:
    started_at, ended_at = moment_of(attempt["started_at"]), moment_of(attempt["ended_at"])
    return _Run(whole_of(attempt["attempt"]), started_at, ended_at, has_failed=True)


def _waited(since: datetime, until: datetime, origin: datetime, *, is_retry: bool) -> list[Stretch]:
    if until <= since:
        return []
    name, kind = ("Waited to retry", "retry") if is_retry else ("Waited", "wait")
    return [_stretch(name, kind, since, until, origin)]


def _steps(job: JobReading, started_at: datetime, origin: datetime) -> list[Stretch]:
    # Only the length of a step is recorded. Steps are drawn one after the other, as most jobs take them.
    at = (started_at - origin).total_seconds()
    spans = []
    for step in job.steps:
        spans.append(Stretch(step.name, "step", at, at + step.seconds, depth=1))
        at += step.seconds
    return spans


def _stretch(
    name: str, kind: str, since: datetime, until: datetime, origin: datetime, *, is_ongoing: bool = False
) -> Stretch:
    start = (since - origin).total_seconds()
    return Stretch(name, kind, start, max(start, (until - origin).total_seconds()), is_going_on=is_ongoing)
