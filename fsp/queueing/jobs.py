"""Reading jobs: one by its id with its log, those that run, and any by their ids."""

import json
from base64 import b64decode
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

import redis
from rq.utils import utcparse

from fsp.clock import as_utc, from_epoch
from fsp.errors import NotFound
from fsp.jobs.registry import find_job_type
from fsp.jobs.run_context import Progress, Step
from fsp.redis_ops import keys, rq_keys


@dataclass(frozen=True)
class JobReading:
    """One job as Redis knows it. `attempt` counts from 1 once started; `retries_left` is what is still to spend."""

    job_id: str
    job_type: str
    queue: str
    status: str
    arguments: dict[str, Any]
    enqueued_at: datetime | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    attempt: int = 0
    retries_left: int | None = None
    error: str = ""
    result: Any = None
    worker: str = ""
    host: str = ""
    version: str = ""
    progress: Progress | None = None
    cpu_seconds: float | None = None
    peak_bytes: int | None = None
    steps: tuple[Step, ...] = ()
    after: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    cancelled_by: str = ""
    cancelled_at: datetime | None = None
    """Who asked for its end, and when; a running one goes on for a moment."""

    @property
    def run_seconds(self) -> float | None:
        """Return how long the last attempt ran, once it has ended."""
        if self.started_at is None or self.ended_at is None or self.ended_at < self.started_at:
            return None
        return (self.ended_at - self.started_at).total_seconds()


def read_job(connection: redis.Redis, job_id: str) -> JobReading:
    """Return one job; raise NotFound if Redis does not know it (any more)."""
    fields = cast(dict[bytes, bytes], connection.hgetall(rq_keys.job(job_id)))
    if not fields:
        raise NotFound(f'There is no job "{job_id}" in Redis; ended jobs are kept there for a day, dead ones for 30.')
    results = cast(list[Any], connection.xrevrange(rq_keys.results(job_id), count=1))
    result = results[0][1].get(b"return_value") if results else None
    return _reading(job_id, fields, result=json.loads(b64decode(result)) if result else None)


def read_log(connection: redis.Redis, job_id: str) -> list[str]:
    """Return the last 1000 lines a job has logged so far, oldest first; its earlier attempts' come before."""
    return [line.decode("utf-8", "replace") for line in cast(list[bytes], connection.lrange(keys.log(job_id), 0, -1))]


def running_jobs(connection: redis.Redis, limit: int = 100) -> list[JobReading]:
    """Return the jobs that hold a lease."""
    ids = cast(list[bytes], connection.zrange(keys.LEASES, 0, limit - 1))
    return read_many(connection, [job_id.decode() for job_id in ids])


def holders_of(connection: redis.Redis, job_type: str, limit: int = 100) -> list[JobReading]:
    """Return the jobs that hold a slot of a type, the one whose lease ends first before the others."""
    ids = cast(list[bytes], connection.zrange(keys.slots(job_type), 0, limit - 1))
    return read_many(connection, [job_id.decode() for job_id in ids])


def read_many(connection: redis.Redis, ids: list[str]) -> list[JobReading]:
    """Return these jobs in their order, without those Redis does not know (any more)."""
    pipeline = connection.pipeline(transaction=False)
    for job_id in ids:
        pipeline.hgetall(rq_keys.job(job_id))
    found = pipeline.execute()
    return [_reading(job_id, fields) for job_id, fields in zip(ids, found, strict=True) if fields]


def _reading(job_id: str, fields: dict[bytes, bytes], *, result: Any = None) -> JobReading:
    def text(name: str) -> str:
        return fields.get(name.encode(), b"").decode("utf-8", "replace")

    def moment(name: str) -> datetime | None:
        value = text(name)
        return as_utc(utcparse(value)) if value else None

    job_type = text("fsp_type") or text("description")
    cost = json.loads(text("fsp_cost") or "{}")
    return JobReading(
        job_id=job_id,
        job_type=job_type,
        queue=text("origin"),
        status=text("status"),
        arguments=json.loads(text("fsp_arguments") or "{}"),
        enqueued_at=moment("enqueued_at"),
        started_at=moment("started_at"),
        ended_at=moment("ended_at"),
        attempt=int(text("fsp_attempt") or 0),
        retries_left=_retries_left(job_type, int(text("fsp_failures") or 0)),
        error=text("fsp_error"),
        result=result,
        worker=text("worker_name"),
        host=text("fsp_host"),
        version=text("fsp_version"),
        progress=Progress(**json.loads(text("fsp_progress"))) if text("fsp_progress") else None,
        cpu_seconds=cost.get("cpu_seconds"),
        peak_bytes=cost.get("peak_bytes"),
        steps=tuple(Step(**step) for step in cost.get("steps", ())),
        after=tuple(json.loads(text("dependency_ids") or "[]")),
        labels=tuple(_loaded(text("fsp_labels")) or ()),
        cancelled_by=text("fsp_cancelled_by"),
        cancelled_at=from_epoch(int(text("fsp_cancelled_ms")) / 1000) if text("fsp_cancelled_ms") else None,
    )


def _retries_left(job_type: str, failures: int) -> int | None:
    found = find_job_type(job_type)
    return max(0, found.retries - failures) if found else None


def _loaded(arguments: str | None) -> Any:
    try:
        return json.loads(arguments or "{}")
    except (ValueError, RecursionError):
        return {}
