"""Reads one job with the result of its last attempt."""

from base64 import b64decode
from typing import Any, cast

import redis

from fsp.errors import NotFound
from fsp.inspection.jobs import reading_of
from fsp.jobs.job_reading import JobReading
from fsp.metrics.event_log import catch_up
from fsp.redis_ops import rq_keys
from fsp.stored import UNDECODABLE, json_of, read_or


def read_job(connection: redis.Redis, job_id: str) -> JobReading:
    """Return one job; raise NotFound if Redis does not know it, or no longer does."""
    fields = cast(dict[bytes, bytes], connection.hgetall(rq_keys.job(job_id)))
    if not fields:
        raise NotFound(f'There is no job "{job_id}" in Redis; ended jobs are kept there for a day, dead ones for 30.')
    catch_up(connection)
    results = cast(list[Any], connection.xrevrange(rq_keys.results(job_id), count=1))
    result = results[0][1].get(b"return_value") if results else None
    return reading_of(job_id, fields, result=read_or(UNDECODABLE, _result, result) if result else None)


def _result(raw: bytes) -> Any:
    return json_of(b64decode(raw))
