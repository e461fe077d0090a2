"""Reading queues: how much waits, is set aside, is due later, runs and failed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

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


def read_queues(connection: redis.Redis, now: datetime) -> list[QueueReading]:
    """Return the three queues, first served first, in two round trips whatever their length."""
    parked_keys = {queue: _parked_keys(connection, queue) for queue in QUEUE_NAMES}
    pipeline = connection.pipeline(transaction=False)
    for queue in QUEUE_NAMES:
        pipeline.llen(keys.queue(queue))
        pipeline.zcard(keys.scheduled(queue))
        pipeline.zcard(keys.started(queue))
        pipeline.zcard(keys.failed(queue))
        pipeline.lindex(keys.queue(queue), 0)
        for key in parked_keys[queue]:
            pipeline.llen(key)
            pipeline.lindex(key, 0)
    answers = iter(pipeline.execute())
    return [_reading(connection, queue, answers, len(parked_keys[queue]), now) for queue in QUEUE_NAMES]


def _parked_keys(connection: redis.Redis, queue: str) -> list[str]:
    types = cast(set[bytes], connection.smembers(keys.parked_types(queue)))
    return [keys.parked(queue, name.decode()) for name in sorted(types)]


def _reading(connection: redis.Redis, queue: str, answers: Any, parked_lists: int, now: datetime) -> QueueReading:
    waiting, scheduled, running, failed, first = (next(answers) for _ in range(5))
    parked, oldest = 0, [first] if first else []
    for _ in range(parked_lists):
        parked += next(answers)
        head = next(answers)
        oldest += [head] if head else []
    return QueueReading(queue, waiting, parked, scheduled, running, failed, _oldest_age(connection, oldest, now))


def _oldest_age(connection: redis.Redis, job_ids: list[bytes], now: datetime) -> float | None:
    moments = [connection.hget(keys.job(job_id.decode()), "enqueued_at") for job_id in job_ids]
    ages = [(now - as_utc(utcparse(cast(bytes, moment).decode()))).total_seconds() for moment in moments if moment]
    return max(0.0, *ages) if ages else None
