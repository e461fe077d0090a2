"""Limits an operator sets at run time, in place of the one in the code; the claim script reads them with the gate."""

import json
from dataclasses import dataclass
from datetime import datetime

import redis

from fsp.errors import InvalidInput
from fsp.gates.wake import wake
from fsp.jobs.registry import get_job_type
from fsp.redis_ops import keys
from fsp.stored import Undecodable, moment_of_epoch, object_of, read_or, whole_of

MOST_SLOTS = 1000


@dataclass(frozen=True)
class LimitOverride:
    """A limit an operator set in place of the one in the code: how many may run, who set it, why and since when."""

    limit: int
    by: str
    reason: str
    since: datetime

    def __post_init__(self) -> None:
        if not 1 <= self.limit <= MOST_SLOTS:
            raise InvalidInput(f"A limit must be from 1 to {MOST_SLOTS}, got {self.limit}; to let none run, pause it.")


def set_limit(connection: redis.Redis, job_type: str, override: LimitOverride) -> None:
    """Let this many jobs of a type run, from the next claim on; running ones go on. Raise UnknownJobType."""
    name = get_job_type(job_type).name
    told = {"limit": override.limit, "by": override.by, "reason": override.reason, "since": override.since.timestamp()}
    with connection.pipeline() as pipeline:
        pipeline.hset(keys.LIMITS, name, json.dumps(told))
        pipeline.hset(keys.gate(name), "limit", override.limit)
        wake(pipeline, override.limit)
        pipeline.execute()


def reset_limit(connection: redis.Redis, job_type: str) -> None:
    """Let as many jobs of a type run as its code says; harmless if they do."""
    rules = get_job_type(job_type)
    with connection.pipeline() as pipeline:
        pipeline.hdel(keys.LIMITS, rules.name)
        pipeline.hdel(keys.gate(rules.name), "limit")
        wake(pipeline, rules.concurrency)
        pipeline.execute()


def override_of(limits: dict[bytes, bytes], job_type: str) -> LimitOverride | None:
    """Return what an operator set for a type, given the whole hash."""
    line = limits.get(job_type.encode())
    if line is None:
        return None
    return read_or(None, _override_in, line)


def _override_in(line: bytes) -> LimitOverride:
    told = object_of(line)
    limit = whole_of(told["limit"], most=MOST_SLOTS)
    if limit < 1:
        raise Undecodable(f"no limit: {limit}")
    return LimitOverride(limit, str(told["by"]), str(told["reason"]), moment_of_epoch(told["since"]))
