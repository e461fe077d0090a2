"""Records deduplicated requests, which got no job of their own because another job held their key."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated

import redis
from pydantic import Field

from fsp.redis_ops import keys, metric_keys
from fsp.stored_type import EpochMilliseconds, StoredType

MAX_KEPT = 1000
"""How many the enqueue script stores. All are counted."""


class Answer(StrEnum):
    """What happened to such a request: another job does it; it replaced that job's arguments; or it runs later."""

    FIRST_KEPT = "first_kept"
    ARGUMENTS_REPLACED = "arguments_replaced"
    KEPT_FOR_LATER = "kept_for_later"


@dataclass(frozen=True)
class Duplicate:
    """One request: the job that held the key, and the id of its own job, which exists if it runs later."""

    at: Annotated[EpochMilliseconds, Field(alias="at_ms")]
    job_type: str
    job_id: str
    duplicate_id: str
    answer: Answer


STORED_DUPLICATE = StoredType(Duplicate)


def note_duplicate(
    connection: redis.Redis, job_type: str, job_id: str, *, duplicate_id: str, answer: Answer, at: datetime
) -> None:
    """Count and list a request that SQL deduplicated, as the enqueue script does for its own."""
    duplicate = Duplicate(at, job_type, job_id, duplicate_id, answer)
    pipeline = connection.pipeline()
    pipeline.hincrby(metric_keys.COUNTERS, f"deduplicated:{job_type}", 1)
    pipeline.lpush(keys.DUPLICATES, STORED_DUPLICATE.to_json(duplicate))
    pipeline.ltrim(keys.DUPLICATES, 0, MAX_KEPT - 1)
    pipeline.execute()
