"""The attempts of a job as a timeline, newest first: the current state, each attempt, and the enqueueing."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fsp.jobs.job_reading import JobReading
from fsp.stored import moment_of, read_or
from fsp.web.jobs.job_page import JobPage

WAITING_TO_RETRY = ("scheduled", "queued", "rate_limited")


@dataclass(frozen=True)
class Event:
    """One entry. `state` is the text of its pill. An error that the page already shows above is left out."""

    state: str
    title: str
    at: datetime | None = None
    run_seconds: float | None = None
    job_id: str = ""
    worker: str = ""
    host: str = ""
    version: str = ""
    error: str = ""
    traceback: str = ""


def events_of(page: JobPage) -> list[Event]:
    """Return the timeline of a job."""
    failed = [_failed(attempt, page) for attempt in reversed(page.attempts)]
    return [*_current(page), *failed, *_beginning(page)]


def _current(page: JobPage) -> list[Event]:
    job = page.reading
    if job is None:
        return []
    if job.status in WAITING_TO_RETRY and page.attempts:
        return [Event(job.status, "Waiting to retry")]
    is_listed = any(attempt.get("attempt") == job.attempt for attempt in page.attempts)
    if job.started_at is None or (is_listed and job.status != "started"):
        return []
    if job.status == "started":
        return [_run(job, job.started_at)]
    return [_run(job, job.ended_at)] if job.status in {"finished", "canceled", "failed"} else []


def _run(job: JobReading, at: datetime | None) -> Event:
    return Event(
        state=job.status,
        title=f"Attempt {job.attempt}",
        at=at,
        run_seconds=job.run_seconds if job.status != "started" else None,
        worker=job.worker,
        host=job.host,
        version=job.version,
    )


def _failed(attempt: dict[str, Any], page: JobPage) -> Event:
    error = str(attempt.get("error") or "")
    is_above = error == page.error or attempt.get("traceback") == page.traceback_text
    return Event(
        state=str(attempt.get("outcome") or "failed"),
        title=f"Attempt {attempt.get('attempt')}",
        at=read_or(None, moment_of, attempt.get("ended_at")),
        run_seconds=attempt.get("run_seconds"),
        job_id=str(attempt.get("job_id") or "") if attempt.get("job_id") != page.job_id else "",
        worker=str(attempt.get("worker") or ""),
        host=str(attempt.get("host") or ""),
        version=str(attempt.get("version") or ""),
        error="" if is_above else error,
        traceback="" if is_above else str(attempt.get("traceback") or ""),
    )


def _beginning(page: JobPage) -> list[Event]:
    enqueued_at = (
        page.reading.enqueued_at if page.reading else page.dead_letter.enqueued_at if page.dead_letter else None
    )
    return [Event("queued", "Enqueued", enqueued_at)] if enqueued_at else []
