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
from fsp.errors import Conflict
from fsp.jobs.deduplication import OnConflict
from fsp.jobs.job_type import JobType
from fsp.jobs.priority import Priority
from fsp.jobs.registry import get_job_type
from fsp.redis_ops import keys
from fsp.redis_ops.scripts import script

RESULT_TTL_SECONDS = 24 * 3600
FAILURE_TTL_SECONDS = 30 * 24 * 3600

TAKEN, PUSHED, REPLACED, KEPT = 0, 1, 2, 3
"""What the enqueue script did."""


@dataclass(frozen=True)
class Enqueued:
    """The job that now stands for the request; `created` is false if another one does it already."""

    job_id: str
    created: bool


@dataclass(frozen=True)
class _Wish:
    """How a job is to be pushed."""

    job_id: str | None
    at: datetime | None = None
    priority: Priority | None = None
    is_requested: bool = False
    in_the_way: str = "live"
    idempotency_key: str | None = None
    on_conflict: OnConflict | None = None


def enqueue(
    connection: redis.Redis,
    job_type: str,
    arguments: dict[str, Any],
    *,
    job_id: str | None = None,
    at: datetime | None = None,
    priority: Priority | None = None,
    is_requested: bool = False,
    idempotency_key: str | None = None,
    on_conflict: OnConflict | None = None,
) -> Enqueued:
    """Enqueue a job of a registered type, now or at a moment; raise UnknownJobType or InvalidArguments.

    `is_requested` says that a row in SQL waits for its end. While another job holds the same `idempotency_key`, the
    type's deduplication, or `on_conflict` in its place, decides; `raise` is a Conflict naming that job.
    """
    return _push(
        connection,
        job_type,
        arguments,
        _Wish(
            job_id=job_id,
            at=at,
            priority=priority,
            is_requested=is_requested,
            idempotency_key=idempotency_key,
            on_conflict=on_conflict,
        ),
    )


def enqueue_once(connection: redis.Redis, job_type: str, arguments: dict[str, Any], *, job_id: str) -> Enqueued:
    """Enqueue unless a job of this id is known at all, ended ones included; for ticks, which must run once."""
    return _push(connection, job_type, arguments, _Wish(job_id=job_id, in_the_way="any"))


def _push(connection: redis.Redis, job_type: str, arguments: dict[str, Any], wish: _Wish) -> Enqueued:
    rules = get_job_type(job_type)
    checked = rules.validated(arguments)
    dedup = rules.deduplication
    digest = dedup.digest(wish.idempotency_key, checked)
    key = keys.deduplication(job_type, digest) if digest else ""
    on_conflict = wish.on_conflict or dedup.on_conflict
    job, fields = _job(connection, rules, checked, wish)
    if key:
        window = dedup.window_seconds * 1000
        fields |= {"fsp_dedup": key, "fsp_dedup_release": dedup.release.value, "fsp_dedup_window": window}
    done, holder = script("enqueue")(
        keys=[keys.job(job.id), keys.queue(job.origin), keys.scheduled(job.origin), keys.QUEUES, keys.WAKE],
        args=[
            *(job.id, wish.at.timestamp() if wish.at else "", wish.in_the_way, key),
            *(dedup.window_seconds * 1000, dedup.release.value, on_conflict.value, f"deduplicated:{job_type}"),
            *(part for pair in fields.items() for part in pair),
        ],
        client=connection,
    )
    if key and done == TAKEN and on_conflict == OnConflict.RAISE:
        raise Conflict(f"The job {holder.decode()} already does this; it holds the same idempotency key.")
    return Enqueued(holder.decode(), done in {PUSHED, KEPT})


def _job(connection: redis.Redis, rules: JobType, arguments: dict[str, Any], wish: _Wish) -> tuple[Job, dict[str, Any]]:
    job = Job.create(
        rules.function_path,
        kwargs=arguments,
        id=wish.job_id or str(uuid4()),
        connection=connection,
        serializer=JSONSerializer,
        origin=(wish.priority or rules.priority).value,
        timeout=rules.timeout_seconds,
        result_ttl=RESULT_TTL_SECONDS,
        failure_ttl=FAILURE_TTL_SECONDS,
        description=rules.name,
        status=JobStatus.SCHEDULED if wish.at else JobStatus.QUEUED,
    )
    job.enqueued_at = utc_now()
    fields = {
        **job.to_dict(include_meta=True),
        "fsp_type": rules.name,
        "fsp_arguments": json.dumps(arguments),
        "fsp_enqueued_ms": int((wish.at or job.enqueued_at).timestamp() * 1000),
    }
    if wish.is_requested:
        fields["fsp_requested"] = 1
    return job, fields
