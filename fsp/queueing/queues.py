"""Reading queues: how much waits, is set aside, is due later, runs and failed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import redis
from rq.utils import utcparse

from fsp.clock import as_utc
from fsp.jobs.priority import QUEUE_NAMES
from fsp.redis_ops import keys


@dataclass(frozen=True)
class QueueReading:
    """One queue at one moment. `parked` jobs wait for a free slot of their type; the age is the oldest one's."""

    name: str
    waiting: int
    parked: int
    scheduled: int
    running: int
    failed: int
    oldest_age_seconds: float | None


def read_queues(connection: redis.Redis, now: datetime, queues: Sequence[str] = QUEUE_NAMES) -> list[QueueReading]:
    """Return the queues, first served first, in three round trips however many and however long they are."""
    pipeline: Any = connection.pipeline(transaction=False)
    for queue in queues:
        pipeline.smembers(keys.parked_types(queue))
    parked = [
        [keys.parked(queue, name.decode()) for name in sorted(types)]
        for queue, types in zip(queues, pipeline.execute(), strict=True)
    ]
    for queue, lists in zip(queues, parked, strict=True):
        pipeline.llen(keys.queue(queue))
        pipeline.zcard(keys.scheduled(queue))
        pipeline.zcard(keys.started(queue))
        pipeline.zcard(keys.failed(queue))
        for key in lists:
            pipeline.llen(key)
        for key in (keys.queue(queue), *lists):
            pipeline.lindex(key, 0)
    answers = iter(pipeline.execute())
    counted = [_counted(queue, len(lists), answers) for queue, lists in zip(queues, parked, strict=True)]
    ages = iter(_ages(connection, [head for _, heads in counted for head in heads], now))
    return [replace(reading, oldest_age_seconds=_oldest([next(ages) for _ in heads])) for reading, heads in counted]


def _counted(queue: str, parked_lists: int, answers: Iterator[Any]) -> tuple[QueueReading, list[bytes]]:
    """Return the numbers of one queue without its age, and the first job of each of its lists."""
    waiting, scheduled, running, failed = (next(answers) for _ in range(4))
    parked = sum(next(answers) for _ in range(parked_lists))
    heads = [head for head in (next(answers) for _ in range(parked_lists + 1)) if head]
    return QueueReading(queue, waiting, parked, scheduled, running, failed, None), heads


def _ages(connection: redis.Redis, job_ids: list[bytes], now: datetime) -> list[float | None]:
    pipeline: Any = connection.pipeline(transaction=False)
    for job_id in job_ids:
        pipeline.hget(keys.job(job_id.decode()), "enqueued_at")
    moments = pipeline.execute()
    return [(now - as_utc(utcparse(moment.decode()))).total_seconds() if moment else None for moment in moments]


def _oldest(ages: list[float | None]) -> float | None:
    known = [age for age in ages if age is not None]
    return max(0.0, *known) if known else None
