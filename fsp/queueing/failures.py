"""The newest failed attempts of a job type, also of jobs that will be tried again: from the ring of its last ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import redis

from fsp.metrics.rings import End, read_ring
from fsp.queueing.jobs import read_many

FINE = frozenset({"succeeded", "stopped"})
RETRIED = "retried"


@dataclass(frozen=True)
class FailedAttempt:
    """The newest failed attempt of one job, and the error of its last one."""

    at: datetime
    job_id: str
    outcome: str
    run_seconds: float | None
    attempt: int | None = None
    error: str = ""


def latest_failures(connection: redis.Redis, job_type: str, now: datetime, *, limit: int) -> list[FailedAttempt]:
    """Return the newest failure of each job of a type within a day, newest first, without jobs Redis has forgotten."""
    ends = newest_of_each([end for end in read_ring(connection, job_type, now) if end.outcome not in FINE])
    return _with_errors(connection, ends, limit=limit)


def newest_of_each(ends: Sequence[End]) -> list[End]:
    """Return the newest end of each job, newest first; `ends` stand oldest first."""
    by_job = {end.job_id: end for end in ends}
    return sorted(by_job.values(), key=lambda end: end.at, reverse=True)


def count_retrying(connection: redis.Redis, job_type: str, now: datetime) -> int:
    """Return how many jobs of a type wait for their next attempt after a failure, of those of its last 1000 ends."""
    ids = [end.job_id for end in newest_of_each(read_ring(connection, job_type, now)) if end.outcome == RETRIED]
    return sum(job.status == "scheduled" for job in read_many(connection, ids))


def newest_error(connection: redis.Redis, job_type: str, now: datetime) -> str:
    """Return the error of the newest failed attempt of a type, such as `ValueError: it is empty`; empty for none."""
    return next((failure.error for failure in latest_failures(connection, job_type, now, limit=5)), "")


def _with_errors(connection: redis.Redis, ends: list[End], *, limit: int) -> list[FailedAttempt]:
    jobs = {job.job_id: job for job in read_many(connection, [end.job_id for end in ends[:limit]])}
    return [
        FailedAttempt(end.at, end.job_id, end.outcome, end.run_seconds, job.attempt, job.error)
        for end in ends[:limit]
        if (job := jobs.get(end.job_id)) is not None and job.error
    ]
