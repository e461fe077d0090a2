"""Noting requests that made no job of their own, because another job held their key."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated

import redis
from pydantic import Field

from fsp.redis_ops import keys, metric_keys
from fsp.stored_type import EpochMilliseconds, StoredType

MAX_KEPT = 1000
"""So many the enqueue script keeps; all are counted."""


class Answer(StrEnum):
    """What became of such a request: another job does it; it gave that one its arguments; it runs after that one."""

    FIRST_KEPT = "first_kept"
    ARGUMENTS_REPLACED = "arguments_replaced"
    KEPT_FOR_LATER = "kept_for_later"


@dataclass(frozen=True)
class Duplicate:
    """One request: the job that held the key, and the id this one would have had, or has where it runs later."""

    at: Annotated[EpochMilliseconds, Field(alias="at_ms")]
    job_type: str
    job_id: str
    duplicate_id: str
    answer: Answer


STORED_DUPLICATE = StoredType(Duplicate)


def note_duplicate(
    connection: redis.Redis, job_type: str, job_id: str, *, duplicate_id: str, answer: Answer, at: datetime
) -> None:
    """Count and list a request that SQL answered, as the enqueue script does for those that Redis answers."""
    duplicate = Duplicate(at, job_type, job_id, duplicate_id, answer)
    pipeline = connection.pipeline()
    pipeline.hincrby(metric_keys.COUNTERS, f"deduplicated:{job_type}", 1)
    pipeline.lpush(keys.DUPLICATES, STORED_DUPLICATE.to_json(duplicate))
    pipeline.ltrim(keys.DUPLICATES, 0, MAX_KEPT - 1)
    pipeline.execute()
