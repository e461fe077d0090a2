"""Reads jobs: one by id with its log, running ones, and any by their ids."""

from collections.abc import Sequence
from typing import Any, cast

import redis
from redis.client import Pipeline

from fsp.jobs.job_reading import JobReading, cost_of
from fsp.jobs.progress import Progress
from fsp.jobs.registry import find_job_type
from fsp.redis_ops import gate_keys, keys, rq_keys
from fsp.redis_ops.reads import Read, fetch
from fsp.stored import number_of, object_of, text_of
from fsp.stored_hash import Fields


def read_log(connection: redis.Redis, job_id: str) -> list[str]:
    """Return the last 1000 log lines of a job so far, oldest first, beginning with earlier attempts."""
    return [text_of(line) for line in cast(list[bytes], connection.lrange(keys.log(job_id), 0, -1))]


def running_jobs(connection: redis.Redis, limit: int = 100) -> list[JobReading]:
    """Return the jobs that hold a lease."""
    return fetch(connection, running_jobs_read(limit))


def running_jobs_read(limit: int = 100) -> Read[list[JobReading]]:
    """Return the same as a read that can be combined with others."""
    return Read(lambda pipeline: pipeline.zrange(keys.LEASES, 0, limit - 1), lambda answers: jobs_read(answers[0]))


def holders_of(connection: redis.Redis, job_type: str, limit: int = 100) -> list[JobReading]:
    """Return the jobs that hold a slot of a type, sorted by the end of their lease."""
    ids = cast(list[bytes], connection.zrange(gate_keys.slots(job_type), 0, limit - 1))
    return read_many(connection, [text_of(job_id) for job_id in ids])


def read_many(connection: redis.Redis, ids: list[str]) -> list[JobReading]:
    """Return these jobs in order, without those that Redis does not know, or no longer does."""
    return fetch(connection, jobs_read(ids))


def jobs_read(ids: Sequence[str | bytes]) -> Read[list[JobReading]]:
    """Return the same as a read that can be combined with others."""
    names = [text_of(job_id) for job_id in ids]

    def ask(pipeline: Pipeline) -> None:
        for name in names:
            pipeline.hgetall(rq_keys.job(name))

    def jobs_of(answers: list[dict[bytes, bytes]]) -> list[JobReading]:
        return [reading_of(name, fields) for name, fields in zip(names, answers, strict=True) if fields]

    return Read(ask, jobs_of)


def reading_of(job_id: str, raw: dict[bytes, bytes], *, result: Any = None) -> JobReading:
    """Return a job from the fields of its hash."""
    fields = Fields(raw)
    job_type = fields.text("fsp_type") or fields.text("description")
    cost = cost_of(fields.object("fsp_cost"))
    return JobReading(
        job_id=job_id,
        job_type=job_type,
        queue=fields.text("origin"),
        status=fields.text("status"),
        arguments=fields.object("fsp_arguments"),
        enqueued_at=fields.moment("enqueued_at"),
        started_at=fields.moment("started_at"),
        ended_at=fields.moment("ended_at"),
        attempt=fields.count("fsp_attempt"),
        retries_left=_retries_left(job_type, fields.count("fsp_failures")),
        error=fields.text("fsp_error"),
        result=result,
        worker=fields.text("worker_name"),
        host=fields.text("fsp_host"),
        version=fields.text("fsp_version"),
        progress=fields.read("fsp_progress", _progress, None),
        cpu_seconds=cost.cpu_seconds,
        peak_bytes=cost.peak_bytes,
        steps=cost.steps,
        after=tuple(text for text in fields.list("dependency_ids") if isinstance(text, str)),
        labels=tuple(text for text in fields.list("fsp_labels") if isinstance(text, str)),
        cancelled_by=fields.text("fsp_cancelled_by"),
        cancelled_at=fields.milliseconds("fsp_cancelled_ms"),
        undecodable=fields.undecodable,
    )


def _progress(raw: bytes) -> Progress:
    progress = object_of(raw)
    total = progress.get("total")
    return Progress(
        number_of(progress["done"]), None if total is None else number_of(total), str(progress.get("message") or "")
    )


def _retries_left(job_type: str, failures: int) -> int | None:
    declared = find_job_type(job_type)
    return max(0, declared.retries - failures) if declared else None
