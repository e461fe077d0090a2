"""Deduplicated requests: which job held their key, and what happened to them."""

from typing import cast

import redis

from fsp.queueing.duplicates import MAX_KEPT, STORED_DUPLICATE, Duplicate
from fsp.redis_ops import keys
from fsp.stored import readable


def read_duplicates(connection: redis.Redis, *, job_id: str | None = None, limit: int = 100) -> list[Duplicate]:
    """Return deduplicated requests, newest first, optionally of one job. The last 1000 are stored."""
    lines = cast(list[bytes], connection.lrange(keys.DUPLICATES, 0, MAX_KEPT - 1))
    duplicates = readable(STORED_DUPLICATE.of_json, lines)
    return [
        duplicate for duplicate in duplicates if job_id is None or job_id in {duplicate.job_id, duplicate.duplicate_id}
    ][:limit]
