"""The newest failed attempts of a job type, including those that will be retried, from the ring of its last results."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import redis

from fsp.inspection.jobs import jobs_read
from fsp.jobs.job_reading import JobReading
from fsp.metrics.event_log import catch_up
from fsp.metrics.rings import End, rings_read
from fsp.redis_ops.reads import Read, fetch, joined, then

FINE = frozenset({"succeeded", "stopped"})
RETRIED = "retried"


@dataclass(frozen=True)
class FailedAttempt:
    """The newest failed attempt of one job, and the error of its last attempt."""

    at: datetime
    job_id: str
    outcome: str
    run_seconds: float | None
    attempt: int | None = None
    error: str = ""


def latest_failures(connection: redis.Redis, job_type: str, now: datetime, *, limit: int) -> list[FailedAttempt]:
    """Return the newest failure of each job of a type within a day, newest first, without expired jobs."""
    catch_up(connection)
    return fetch(connection, latest_failures_read(job_type, now, limit=limit))


def latest_failures_read(job_type: str, now: datetime, *, limit: int) -> Read[list[FailedAttempt]]:
    """Return the same as a read that can be combined with others."""
    return then(
        rings_read([job_type], now),
        lambda rings: _with_errors(
            newest_of_each([end for end in rings[job_type] if end.outcome not in FINE])[:limit],
        ),
    )


def newest_of_each(ends: Sequence[End]) -> list[End]:
    """Return the newest result of each job, newest first. `ends` are sorted oldest first."""
    by_job = {end.job_id: end for end in ends}
    return sorted(by_job.values(), key=lambda end: end.at, reverse=True)


def retrying_read(job_type: str, now: datetime) -> Read[int]:
    """Return a read that counts the jobs waiting for a retry, among the last 1000 results."""

    def retried(rings: dict[str, list[End]]) -> Read[list[JobReading]]:
        return jobs_read([end.job_id for end in newest_of_each(rings[job_type]) if end.outcome == RETRIED])

    return joined(_count_scheduled, then(rings_read([job_type], now), retried))


def newest_error_read(job_type: str, now: datetime) -> Read[str]:
    """Return a read of the newest error, such as `ValueError: it is empty`; empty if there is none."""
    return joined(
        lambda failures: next((failure.error for failure in failures), ""), latest_failures_read(job_type, now, limit=5)
    )


def _count_scheduled(jobs: list[JobReading]) -> int:
    return sum(job.status == "scheduled" for job in jobs)


def _with_errors(ends: Sequence[End]) -> Read[list[FailedAttempt]]:
    def attempts(jobs: list[JobReading]) -> list[FailedAttempt]:
        by_id = {job.job_id: job for job in jobs}
        return [
            FailedAttempt(end.at, end.job_id, end.outcome, end.run_seconds, job.attempt, job.error)
            for end in ends
            if (job := by_id.get(end.job_id)) is not None and job.error
        ]

    return joined(attempts, jobs_read([end.job_id for end in ends]))
