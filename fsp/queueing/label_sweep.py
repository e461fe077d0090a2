"""Removes labels of jobs that no longer exist, for example because they were deleted manually."""

from typing import Any, cast

import redis

from fsp.redis_ops import keys, rq_keys
from fsp.stored import text_of

BATCH = 1000


def sweep_labels(connection: redis.Redis) -> int:
    """Remove jobs without a hash from the sorted sets of labels; return how many entries were removed."""
    removed = 0
    for key in connection.scan_iter(match=keys.label("*"), count=BATCH):
        gone = _gone(connection, key)
        if gone:
            removed += connection.zrem(key, *gone)
    return removed


def _gone(connection: redis.Redis, key: bytes) -> list[bytes]:
    gone: list[bytes] = []
    at = 0
    while ids := cast(list[bytes], connection.zrange(key, at, at + BATCH - 1)):
        pipeline: Any = connection.pipeline(transaction=False)
        for job_id in ids:
            pipeline.exists(rq_keys.job(text_of(job_id)))
        gone += [job_id for job_id, exists in zip(ids, pipeline.execute(), strict=True) if not exists]
        at += len(ids)
    return gone
