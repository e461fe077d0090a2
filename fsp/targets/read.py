"""Reads the current targets."""

from datetime import datetime

import redis

from fsp.conditions.collect_day import day_read, processed_at
from fsp.conditions.facts.day import DayFacts
from fsp.conditions.facts.work import QueueFacts
from fsp.conditions.snapshot import Snapshot
from fsp.inspection.queues import queues_read
from fsp.metrics.event_log import catch_up
from fsp.redis_ops.reads import Batch
from fsp.targets.catalogue import judge_targets
from fsp.targets.target import Target


def read_targets(connection: redis.Redis, now: datetime, *, has_database: bool = True) -> list[Target]:
    """Return every target with its current value. Without the database, values from it are unknown."""
    return judge_targets(collect_for_targets(connection, now, has_database=has_database))


def collect_for_targets(connection: redis.Redis, now: datetime, *, has_database: bool = True) -> Snapshot:
    """Return the facts for the targets. Data from a store that is down is unknown."""
    batch = Batch(connection)
    queues, day = batch.add(queues_read(now)), batch.add(day_read(now, has_database=has_database))
    try:
        catch_up(connection)
        batch.send()
    except redis.exceptions.RedisError:
        return Snapshot(now, day=DayFacts(dead_letters_processed_at=processed_at(now) if has_database else None))
    facts = (QueueFacts(queue.name, queue.waiting + queue.blocked, queue.running, None, None) for queue in queues.value)
    return Snapshot(now, queues=tuple(facts), day=day.value)
