"""Requests that made no job of their own, because another job held their key: which one, and what became of them."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast

import redis

from fsp.queueing.duplicates import MOST, Answer
from fsp.redis_ops import keys
from fsp.stored import moment_of_epoch, object_of, readable


@dataclass(frozen=True)
class Duplicate:
    """One request: the job that held the key, and the id this one would have had, or has where it runs later."""

    at: datetime
    job_type: str
    job_id: str
    duplicate_id: str
    answer: Answer


def read_duplicates(connection: redis.Redis, *, job_id: str | None = None, limit: int = 100) -> list[Duplicate]:
    """Return such requests, newest first, those of one job alone if it is named; the last 1000 are kept."""
    lines = cast(list[bytes], connection.lrange(keys.DUPLICATES, 0, MOST - 1))
    found = readable(_duplicate, lines)
    return [one for one in found if job_id is None or job_id in {one.job_id, one.duplicate_id}][:limit]


def _duplicate(line: bytes) -> Duplicate:
    told = object_of(line)
    at = moment_of_epoch(told["at_ms"], per_second=1000)
    job_type, job_id, duplicate_id = (str(told[name]) for name in ("job_type", "job_id", "duplicate_id"))
    return Duplicate(at, job_type, job_id, duplicate_id, Answer(told["answer"]))
