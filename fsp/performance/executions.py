"""Reads the latest runs with their costs, from the ring of each job type and the jobs' own hashes."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from redis.client import Pipeline

from fsp.jobs.job_reading import cost_of
from fsp.metrics.rings import End, rings_read
from fsp.performance.execution import Execution, Step
from fsp.redis_ops import rq_keys
from fsp.redis_ops.reads import Read, then
from fsp.stored import json_of, read_or

MAX_OF_A_TYPE = 200


def executions_read(job_types: Iterable[str], now: datetime) -> Read[list[Execution]]:
    """Return a read of the runs of the last 24 hours, at most the newest 200 of each type, in two stages."""
    return then(rings_read(list(job_types), now, most=MAX_OF_A_TYPE), _costs_read)


def _costs_read(rings: Mapping[str, Sequence[End]]) -> Read[list[Execution]]:
    ends = [(name, end) for name, ring in rings.items() for end in ring]

    def ask(pipeline: Pipeline) -> None:
        for _, end in ends:
            pipeline.hget(rq_keys.job(end.job_id), "fsp_cost")

    def executions(costs: list[bytes | None]) -> list[Execution]:
        return [_execution(name, end, cost) for (name, end), cost in zip(ends, costs, strict=True)]

    return Read(ask, executions)


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
