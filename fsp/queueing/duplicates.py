"""Noting requests that made no job of their own, because another job held their key."""

import json
from datetime import datetime
from enum import StrEnum

import redis

from fsp.redis_ops import keys, metric_keys

MOST = 1000
"""So many the enqueue script keeps; all are counted."""


class Answer(StrEnum):
    """What became of such a request: another job does it; it gave that one its arguments; it runs after that one."""

    FIRST_KEPT = "first_kept"
    ARGUMENTS_REPLACED = "arguments_replaced"
    KEPT_FOR_LATER = "kept_for_later"


def note_duplicate(
    connection: redis.Redis, job_type: str, job_id: str, *, duplicate_id: str, answer: Answer, at: datetime
) -> None:
    """Count and list a request that SQL answered, as the enqueue script does for those that Redis answers."""
    line = {
        "at_ms": int(at.timestamp() * 1000),
        "job_type": job_type,
        "job_id": job_id,
        "duplicate_id": duplicate_id,
        "answer": answer.value,
    }
    pipeline = connection.pipeline()
    pipeline.hincrby(metric_keys.COUNTERS, f"deduplicated:{job_type}", 1)
    pipeline.lpush(keys.DUPLICATES, json.dumps(line))
    pipeline.ltrim(keys.DUPLICATES, 0, MOST - 1)
    pipeline.execute()
