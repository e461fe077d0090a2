"""What an operator changes at a gate: pauses, limits and circuits, of job types and of queues."""

import json
from dataclasses import asdict
from typing import Any

import redis

from fsp.errors import UnknownName
from fsp.gates.limits import STORED_LIMIT, LimitOverride
from fsp.gates.pauses import Pause
from fsp.jobs.priority import QUEUE_NAMES
from fsp.jobs.registry import get_job_type
from fsp.redis_ops import keys

WITHOUT_END = 0
MAX_WAKES = 64


def pause_type(connection: redis.Redis, job_type: str, pause: Pause) -> None:
    """Let no job of this type start; running ones go on. Raise UnknownJobType."""
    name = get_job_type(job_type).name
    _pause(connection, f"type:{name}", keys.gate(name), "paused_until", pause)


def resume_type(connection: redis.Redis, job_type: str) -> None:
    """Let jobs of this type start again; harmless if they could."""
    name = get_job_type(job_type).name
    _resume(connection, f"type:{name}", keys.gate(name), "paused_until")


def pause_queue(connection: redis.Redis, queue: str, pause: Pause) -> None:
    """Let no job of this queue start; running ones go on. Raise InvalidInput for an unknown queue."""
    _check_queue(queue)
    _pause(connection, f"queue:{queue}", keys.PAUSED_QUEUES, queue, pause)


def resume_queue(connection: redis.Redis, queue: str) -> None:
    """Let jobs of this queue start again; harmless if they could."""
    _check_queue(queue)
    _resume(connection, f"queue:{queue}", keys.PAUSED_QUEUES, queue)


def close_circuit(connection: redis.Redis, job_type: str) -> None:
    """Close a circuit by hand, forgetting its failures."""
    name = get_job_type(job_type).name
    with connection.pipeline() as pipeline:
        pipeline.hdel(keys.gate(name), "circuit", "open_until", "opened_at", "why", "probe", "failures")
        _wake(pipeline)
        pipeline.execute()


def set_limit(connection: redis.Redis, job_type: str, override: LimitOverride) -> None:
    """Let this many jobs of a type run, from the next claim on; running ones go on. Raise UnknownJobType."""
    name = get_job_type(job_type).name
    with connection.pipeline() as pipeline:
        pipeline.hset(keys.LIMITS, name, STORED_LIMIT.to_json(override))
        pipeline.hset(keys.gate(name), "limit", override.limit)
        _wake(pipeline, override.limit)
        pipeline.execute()


def reset_limit(connection: redis.Redis, job_type: str) -> None:
    """Let as many jobs of a type run as its code says; harmless if they do."""
    rules = get_job_type(job_type)
    with connection.pipeline() as pipeline:
        pipeline.hdel(keys.LIMITS, rules.name)
        pipeline.hdel(keys.gate(rules.name), "limit")
        _wake(pipeline, rules.concurrency)
        pipeline.execute()


def _check_queue(queue: str) -> None:
    if queue not in QUEUE_NAMES:
        raise UnknownName(f'There is no queue "{queue}"; the queues are {", ".join(QUEUE_NAMES)}.', queue)


def _pause(connection: redis.Redis, name: str, key: str, field: str, pause: Pause) -> None:
    until = pause.until.timestamp() if pause.until else None
    record = asdict(pause) | {"since": pause.since.timestamp(), "until": until}
    with connection.pipeline() as pipeline:
        pipeline.hset(keys.PAUSES, name, json.dumps(record))
        pipeline.hset(key, field, int(until * 1000) if until else WITHOUT_END)
        pipeline.execute()


def _resume(connection: redis.Redis, name: str, key: str, field: str) -> None:
    with connection.pipeline() as pipeline:
        pipeline.hdel(keys.PAUSES, name)
        pipeline.hdel(key, field)
        _wake(pipeline)
        pipeline.execute()


def _wake(pipeline: Any, workers: int = 1) -> None:
    """Let this many idle threads look for a job at once; the others look within a second in any case."""
    pipeline.lpush(keys.WAKE, *([1] * min(workers, MAX_WAKES)))
    pipeline.ltrim(keys.WAKE, 0, MAX_WAKES - 1)
