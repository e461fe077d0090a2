"""Putting work on a queue: one call, one round trip to Redis."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

import redis
from rq.job import Job, JobStatus
from rq.serializers import JSONSerializer

from fsp.clock import utc_now
from fsp.jobs.priority import Priority
from fsp.jobs.registry import get_job_type
from fsp.redis_ops import keys
from fsp.redis_ops.scripts import script

RESULT_TTL_SECONDS = 24 * 3600
FAILURE_TTL_SECONDS = 30 * 24 * 3600


@dataclass(frozen=True)
class Enqueued:
    """The job that now stands for the request; `created` is false if one of this id was waiting or running."""

    job_id: str
    created: bool


def enqueue(
    connection: redis.Redis,
    job_type: str,
    arguments: dict[str, Any],
    *,
    job_id: str | None = None,
    at: datetime | None = None,
    priority: Priority | None = None,
    is_requested: bool = False,
) -> Enqueued:
    """Enqueue a job of a registered type, now or at a moment; raise UnknownJobType or InvalidArguments.

    `is_requested` says that a row in SQL waits for its end.
    """
    return _push(
        connection,
        job_type,
        arguments,
        job_id=job_id,
        at=at,
        priority=priority,
        in_the_way="live",
        is_requested=is_requested,
    )


def enqueue_once(connection: redis.Redis, job_type: str, arguments: dict[str, Any], *, job_id: str) -> Enqueued:
    """Enqueue unless a job of this id is known at all, ended ones included; for ticks, which must run once."""
    return _push(connection, job_type, arguments, job_id=job_id, at=None, priority=None, in_the_way="any")


def _push(
    connection: redis.Redis,
    job_type: str,
    arguments: dict[str, Any],
    *,
    job_id: str | None,
    at: datetime | None,
    priority: Priority | None,
    in_the_way: str,
    is_requested: bool = False,
) -> Enqueued:
    rules = get_job_type(job_type)
    checked = rules.validated(arguments)
    queue = (priority or rules.priority).value
    job = Job.create(
        rules.function_path,
        kwargs=checked,
        id=job_id or str(uuid4()),
        connection=connection,
        serializer=JSONSerializer,
        origin=queue,
        timeout=rules.timeout_seconds,
        result_ttl=RESULT_TTL_SECONDS,
        failure_ttl=FAILURE_TTL_SECONDS,
        description=job_type,
        status=JobStatus.SCHEDULED if at else JobStatus.QUEUED,
    )
    job.enqueued_at = utc_now()
    fields = {
        **job.to_dict(include_meta=True),
        "fsp_type": job_type,
        "fsp_arguments": json.dumps(checked),
        "fsp_enqueued_ms": int((at or job.enqueued_at).timestamp() * 1000),
    }
    if is_requested:
        fields["fsp_requested"] = 1
    pushed = script("enqueue")(
        keys=[keys.job(job.id), keys.queue(queue), keys.scheduled(queue), keys.QUEUES, keys.WAKE],
        args=[job.id, at.timestamp() if at else "", in_the_way, *(part for pair in fields.items() for part in pair)],
        client=connection,
    )
    return Enqueued(job.id, bool(pushed))
