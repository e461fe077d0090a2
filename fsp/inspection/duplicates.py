"""Requests that made no job of their own, because another job held their key: which one, and what became of them."""

from typing import cast

import redis

from fsp.queueing.duplicates import MAX_KEPT, STORED_DUPLICATE, Duplicate
from fsp.redis_ops import keys
from fsp.stored import readable


def read_duplicates(connection: redis.Redis, *, job_id: str | None = None, limit: int = 100) -> list[Duplicate]:
    """Return such requests, newest first, those of one job alone if it is named; the last 1000 are kept."""
    lines = cast(list[bytes], connection.lrange(keys.DUPLICATES, 0, MAX_KEPT - 1))
    duplicates = readable(STORED_DUPLICATE.of_json, lines)
    return [
        duplicate for duplicate in duplicates if job_id is None or job_id in {duplicate.job_id, duplicate.duplicate_id}
    ][:limit]
