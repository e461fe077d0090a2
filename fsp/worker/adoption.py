"""Adopts a job that plain RQ enqueued: it gets its job type, so that limits, circuit and retries apply to it."""

import inspect
import json
from typing import Any

import redis
from rq.job import Job
from rq.serializers import JSONSerializer

from fsp.clock import as_utc, utc_now
from fsp.errors import UnknownJobType
from fsp.jobs.registry import find_by_function_path
from fsp.redis_ops import rq_keys
from fsp.worker.attempt_result import RELEASE, AttemptResult, undecodable
from fsp.worker.claim import Claim


def adopt(connection: redis.Redis, claim: Claim) -> AttemptResult:
    """Add the fields of FSP's own jobs and return the job to its queue.

    Without a registered type it becomes a dead letter.
    """
    try:
        fields = _fields(connection, claim)
    except Exception as error:  # noqa: BLE001  (whatever RQ makes of a forged job, it is undecodable)
        return undecodable(error)
    with connection.pipeline() as pipeline:
        pipeline.hset(rq_keys.job(claim.job_id), mapping=fields)
        # RQ's `ttl` limits how long a job may wait, and this one no longer waits.
        pipeline.persist(rq_keys.job(claim.job_id))
        pipeline.execute()
    return RELEASE


def _fields(connection: redis.Redis, claim: Claim) -> dict[Any, Any]:
    job = Job(claim.job_id, connection=connection, serializer=JSONSerializer)
    job.restore(connection.hgetall(rq_keys.job(claim.job_id)))
    path = str(job.func_name)
    job_type = find_by_function_path(path)
    if job_type is None:
        raise UnknownJobType(f"The job calls {path:.200}, which is no registered job type.", path)
    arguments = inspect.signature(job_type.function).bind(*job.args, **job.kwargs).arguments
    since = as_utc(job.enqueued_at) if job.enqueued_at else utc_now()
    return {
        "fsp_type": job_type.name,
        "timeout": job_type.timeout_seconds,
        "fsp_arguments": json.dumps(arguments),
        "fsp_enqueued_ms": int(since.timestamp() * 1000),
    }
