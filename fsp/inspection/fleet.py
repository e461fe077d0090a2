"""Reads all workers of the last day: running, draining, gone or lost, with their jobs."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import redis
from redis.client import Pipeline

from fsp.inspection.jobs import running_jobs_read
from fsp.inspection.worker_report import STORED_REPORT, WorkerReport
from fsp.jobs.job_reading import JobReading
from fsp.redis_ops import process_keys
from fsp.redis_ops.reads import Read, fetch, joined
from fsp.stored import FIRST, UNDECODABLE, moment_of_epoch, object_of, read_or, text_of

KEPT = timedelta(days=1)
LOST_AFTER = timedelta(seconds=45)
"""A worker sends a heartbeat every five seconds. After this time its jobs have been returned to their queues."""

MAX_ENDED = 100
MAX_JOBS = 1000


class WorkerState(StrEnum):
    """Whether a worker takes new jobs."""

    RUNNING = "running"
    DRAINING = "draining"
    LOST = "lost"
    GONE = "gone"


@dataclass(frozen=True)
class Drain:
    """Who drained a worker, and when."""

    by: str
    since: datetime


@dataclass(frozen=True)
class FleetWorker:
    """A worker: its last report and its age, and its running jobs."""

    report: WorkerReport
    state: WorkerState
    heard_at: datetime
    heartbeat_age_seconds: float
    drain: Drain | None
    jobs: tuple[JobReading, ...]

    @property
    def is_there(self) -> bool:
        """Return whether it is online, if only to finish its last jobs."""
        return self.state in {WorkerState.RUNNING, WorkerState.DRAINING}

    @property
    def jobs_running(self) -> int:
        """Return how many jobs it runs."""
        return len(self.jobs)

    @property
    def slots(self) -> int:
        """Return how many jobs it can run at the same time."""
        return self.report.processes * self.report.threads


def read_fleet(connection: redis.Redis, now: datetime) -> list[FleetWorker]:
    """Return the workers of the last day: those online by name, then lost and gone ones, newest first."""
    return fetch(connection, fleet_read(now))


def fleet_read(now: datetime) -> Read[list[FleetWorker]]:
    """Return the same as a read that can be combined with others."""
    return joined(
        lambda heartbeats, jobs: _fleet(heartbeats, jobs, now), _reports_read(now), running_jobs_read(MAX_JOBS)
    )


@dataclass(frozen=True)
class _Heartbeat:
    """The last report of a worker and its time, and who drained it, if anyone."""

    name: str
    at: datetime
    report: bytes | None
    drain: bytes | None


def _fleet(heartbeats: Sequence[_Heartbeat], jobs: Sequence[JobReading], now: datetime) -> list[FleetWorker]:
    jobs_of = defaultdict(list)
    for job in jobs:
        jobs_of[job.worker].append(job)
    workers = [
        _worker(report, now=now, at=heartbeat.at, drain=_drain(heartbeat.drain), jobs=jobs_of[heartbeat.name])
        for heartbeat in heartbeats
        if heartbeat.report and (report := read_or(None, STORED_REPORT.of_json, heartbeat.report))
    ]
    there = sorted((worker for worker in workers if worker.is_there), key=lambda worker: worker.report.name)
    ended = [worker for worker in workers if not worker.is_there]
    return there + sorted(ended, key=lambda worker: worker.heartbeat_age_seconds)[:MAX_ENDED]


def _reports_read(now: datetime) -> Read[list[_Heartbeat]]:
    since = (now - KEPT).timestamp() * 1000
    return Read(
        lambda pipeline: pipeline.zrangebyscore(process_keys.FLEET, since, "+inf", withscores=True),
        lambda answers: _reports_of([(text_of(name), at) for name, score in answers[0] if (at := _moment(score))]),
    )


def _reports_of(seen: Sequence[tuple[str, datetime]]) -> Read[list[_Heartbeat]]:
    def ask(pipeline: Pipeline) -> None:
        if seen:
            pipeline.mget([process_keys.worker(name) for name, _ in seen])
            pipeline.mget([process_keys.drain(name) for name, _ in seen])

    def heartbeats(answers: list[list[bytes | None]]) -> list[_Heartbeat]:
        reports, drains = answers or ([], [])
        return [
            _Heartbeat(name, at, report, drain) for (name, at), report, drain in zip(seen, reports, drains, strict=True)
        ]

    return Read(ask, heartbeats)


def _moment(milliseconds: float) -> datetime | None:
    return read_or(None, lambda raw: moment_of_epoch(raw, per_second=1000), milliseconds)


def _worker(
    report: WorkerReport, *, now: datetime, at: datetime, drain: Drain | None, jobs: list[JobReading]
) -> FleetWorker:
    age = max(0.0, (now - at).total_seconds())
    if report.left_at is not None:
        state = WorkerState.GONE
    elif age > LOST_AFTER.total_seconds():
        state = WorkerState.LOST
    else:
        state = WorkerState.DRAINING if drain else WorkerState.RUNNING
    return FleetWorker(report, state, at, age, drain, tuple(jobs))


def _drain(line: bytes | None) -> Drain | None:
    if line is None:
        return None
    request: dict[str, Any] = read_or({}, object_of, line)
    # The drain request is known even if its author cannot be read.
    return Drain(str(request.get("by", UNDECODABLE)), read_or(FIRST, moment_of_epoch, request.get("since")))
