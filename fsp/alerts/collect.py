"""Collects the snapshot for alerts. The database and Redis are checked twice before they count as down."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import redis

from fsp.conditions.collect import collect, or_none
from fsp.conditions.collect_availability import read_availability
from fsp.conditions.facts.infrastructure import ComponentFacts
from fsp.conditions.schedules import read_late_schedules
from fsp.conditions.snapshot import Snapshot
from fsp.core import current_settings
from fsp.health.component import Component
from fsp.health.infrastructure import check_clock, check_disk, check_memory, check_redis_settings
from fsp.health.infrastructure_facts import infrastructure_of
from fsp.health.stores import check_database, check_redis
from fsp.health.work import workers_component
from fsp.stores import end_reading

ASKED_AGAIN_AFTER_SECONDS = 10.0
"""A restarting server is back by then."""

OWN_RULES = frozenset({"database", "redis"})
"""Components that have alert rules of their own."""


def collect_for_alerts(
    connection: redis.Redis, now: datetime, *, pause: Callable[[float], None] = time.sleep
) -> Snapshot:
    """Return all facts for the rules.

    Stores that do not respond are checked once more after 10 s, both in one pause.
    """
    database, redis_component = check_database(), check_redis(connection)
    if "unhealthy" in {database.status, redis_component.status}:
        pause(ASKED_AGAIN_AFTER_SECONDS)
        database = _asked_again(database, check_database)
        redis_component = _asked_again(redis_component, lambda: check_redis(connection))
    has_redis, has_database = (part.status != "unhealthy" for part in (redis_component, database))
    partial = infrastructure_of([database, redis_component, *_components(connection, has_redis=has_redis)], now)
    components = tuple(component for component in partial.components or () if component.name not in OWN_RULES)
    collected = collect(connection, replace(partial, at=now, components=components))
    snapshot, system = collected.snapshot, collected.system
    if system is not None:
        workers = workers_component(snapshot.workers_there or 0)
        components = (*components, ComponentFacts(workers.name, workers.status, workers.message))
        availability = or_none(lambda: read_availability(connection, now))
        snapshot = replace(snapshot, components=components, availability=availability)
    if system is not None and has_database:
        snapshot = replace(snapshot, schedules=or_none(lambda: read_late_schedules(connection, now)))
    end_reading()
    return snapshot


def _asked_again(first: Component, ask: Callable[[], Component]) -> Component:
    return ask() if first.status == "unhealthy" else first


def _components(connection: redis.Redis, *, has_redis: bool) -> list[Component]:
    components = [check_disk(current_settings().data_dir), check_memory()]
    if has_redis:
        components += [check_redis_settings(connection), check_clock(connection)]
    return components
