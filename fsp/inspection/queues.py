"""Reads queues: job counts by state, and the age of the oldest job."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import redis
from rq.defaults import RQ_KEY_PREFIX

from fsp.jobs.priority import QUEUE_NAMES
from fsp.redis_ops.reads import Read, fetch
from fsp.redis_ops.scripts import script_text
from fsp.stored import moment_of, readable


@dataclass(frozen=True)
class QueueReading:
    """A queue at one time. `blocked` jobs wait for a free slot of their type, `deferred` ones for other jobs.

    The age is that of the oldest runnable job. Deferred and scheduled jobs are not late.
    """

    name: str
    waiting: int
    blocked: int
    deferred: int
    scheduled: int
    running: int
    failed: int
    oldest_age_seconds: float | None


def read_queues(connection: redis.Redis, now: datetime, queues: Sequence[str] = QUEUE_NAMES) -> list[QueueReading]:
    """Return the queues in priority order, in one round trip for any number and length."""
    return fetch(connection, queues_read(now, queues))


def queues_read(now: datetime, queues: Sequence[str] = QUEUE_NAMES) -> Read[list[QueueReading]]:
    """Return the same as a read that can be combined with others."""
    # The script's text, because a pipeline cannot load a script that Redis has forgotten.
    text = script_text("queues")
    return Read(
        lambda pipeline: pipeline.eval(text, 0, RQ_KEY_PREFIX, *queues),
        lambda answers: [_reading(name, numbers, now) for name, numbers in zip(queues, answers[0], strict=True)],
    )


def _reading(name: str, values: list[Any], now: datetime) -> QueueReading:
    waiting, blocked, deferred, scheduled, running, failed, moments = values
    return QueueReading(name, waiting, blocked, deferred, scheduled, running, failed, _oldest_age(moments, now))


def _oldest_age(moments: list[bytes], now: datetime) -> float | None:
    ages = [(now - moment).total_seconds() for moment in readable(moment_of, moments)]
    return max(0.0, *ages) if ages else None
