"""Reads the latest runs with what they cost: from the ring of each job type and the jobs' own hashes."""

from collections.abc import Iterable
from datetime import datetime

import redis

from fsp.metrics.rings import End, read_rings
from fsp.performance.execution import Execution, Step
from fsp.queueing.jobs import cost_of
from fsp.redis_ops import rq_keys
from fsp.stored import json_of, read_or

MOST_OF_A_TYPE = 200


def read_executions(connection: redis.Redis, job_types: Iterable[str], now: datetime) -> list[Execution]:
    """Return the runs that ended within 24 hours, at most 200 of each type, the newest."""
    rings = read_rings(connection, list(job_types), now, most=MOST_OF_A_TYPE)
    ends = [(name, end) for name, ring in rings.items() for end in ring]
    pipeline = connection.pipeline(transaction=False)
    for _, end in ends:
        pipeline.hget(rq_keys.job(end.job_id), "fsp_cost")
    costs = pipeline.execute()
    return [_execution(name, end, cost) for (name, end), cost in zip(ends, costs, strict=True)]


def _execution(job_type: str, end: End, cost: bytes | None) -> Execution:
    read = cost_of(read_or(None, json_of, cost))
    return Execution(
        job_type=job_type,
        job_id=end.job_id,
        run_seconds=end.run_seconds,
        wait_seconds=end.wait_seconds or 0.0,
        steps=tuple(Step(step.name, step.seconds) for step in read.steps),
        cpu_seconds=read.cpu_seconds,
        peak_memory_bytes=read.peak_bytes,
    )
