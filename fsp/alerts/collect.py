"""The snapshot that alerts are judged by: the ground is asked twice before it counts as down."""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import redis

from fsp.conditions.collect import collect, or_none
from fsp.conditions.facts.outcomes import AvailabilityFacts
from fsp.conditions.facts.work import ScheduleFacts
from fsp.conditions.schedules import read_schedules
from fsp.conditions.snapshot import Snapshot
from fsp.core import current_settings
from fsp.extensions import end_reading
from fsp.health.checks import check_database, check_redis, check_workers
from fsp.health.component import Component
from fsp.health.ground import check_clock, check_disk, check_memory, check_redis_settings
from fsp.health.ground_facts import ground_of
from fsp.metrics.service_spans import Events, read_service_events
from fsp.metrics.spans import SPAN_SECONDS

ASKED_AGAIN_AFTER_SECONDS = 10.0
"""A server that restarts is back by then."""

WINDOWS_SECONDS = (300, 1800, 3600, 21_600, 259_200)
MAX_WINDOW = timedelta(seconds=max(WINDOWS_SECONDS) + SPAN_SECONDS)

OWN_RULES = frozenset({"database", "redis"})
"""Components whose alerts are those of their own rules."""


def collect_for_alerts(
    connection: redis.Redis, now: datetime, *, pause: Callable[[float], None] = time.sleep
) -> Snapshot:
    """Return everything the rules judge by. What does not answer is asked once more, 10 s later, both in one pause."""
    database, redis_component = check_database(), check_redis(connection)
    if "unhealthy" in {database.status, redis_component.status}:
        pause(ASKED_AGAIN_AFTER_SECONDS)
        database = _asked_again(database, check_database)
        redis_component = _asked_again(redis_component, lambda: check_redis(connection))
    has_redis, has_database = (part.status != "unhealthy" for part in (redis_component, database))
    ground = ground_of([database, redis_component, *_components(connection, now, has_redis=has_redis)], now)
    components = tuple(found for found in ground.components or () if found.name not in OWN_RULES)
    collected = collect(connection, replace(ground, at=now, components=components))
    snapshot, system = collected.snapshot, collected.system
    if system is not None:
        snapshot = replace(snapshot, availability=or_none(lambda: _read_availability(connection, now)))
    if system is not None and has_database:
        snapshot = replace(snapshot, schedules=or_none(lambda: _read_schedules(connection, now)))
    end_reading()
    return snapshot


def availability_of(events: Sequence[Events], now: datetime) -> tuple[AvailabilityFacts, ...]:
    """Return each window ending now; it reaches back to the beginning of the span that was running at its start.

    An error answer and a probe that found FSP down are bad events. Time nobody looked at is in neither.
    """
    return tuple(_window(events, now, seconds) for seconds in WINDOWS_SECONDS)


def _window(events: Sequence[Events], now: datetime, seconds: int) -> AvailabilityFacts:
    since = now.timestamp() - seconds - SPAN_SECONDS
    inside = [span for span in events if since <= span.start < now.timestamp()]
    good = sum(span.requests - span.errors + span.up for span in inside)
    return AvailabilityFacts(seconds, good, sum(span.errors + span.down for span in inside))


def _asked_again(first: Component, ask: Callable[[], Component]) -> Component:
    return ask() if first.status == "unhealthy" else first


def _components(connection: redis.Redis, now: datetime, *, has_redis: bool) -> list[Component]:
    components = [check_disk(current_settings().data_dir), check_memory()]
    if has_redis:
        components += [check_workers(connection, now), check_redis_settings(connection), check_clock(connection)]
    return components


def _read_availability(connection: redis.Redis, now: datetime) -> tuple[AvailabilityFacts, ...]:
    return availability_of(read_service_events(connection, since=now - MAX_WINDOW, until=now), now)


def _read_schedules(connection: redis.Redis, now: datetime) -> tuple[ScheduleFacts, ...]:
    return tuple(
        ScheduleFacts(
            found.schedule.name,
            overdue_since=found.overdue_since,
            cause=found.cause,
            overrun_since=found.overrun_since,
            max_seconds=found.schedule.longest_seconds,
        )
        for found in read_schedules(connection, now)
        if found.overdue_since or found.overrun_since
    )
