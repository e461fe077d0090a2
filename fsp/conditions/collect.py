"""Collects one snapshot of the system in few round trips. If a store is down, only its own facts are missing."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar

import redis
from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError

from fsp.cache import Cache
from fsp.conditions.collect_alerts import read_alerts, read_recent_deploys
from fsp.conditions.collect_budgets import BUDGETS, read_budgets
from fsp.conditions.collect_destinations import read_destinations
from fsp.conditions.collect_letters import LETTERS, read_common_errors, read_dead_letters
from fsp.conditions.collect_memory import memory_read
from fsp.conditions.collect_runs import circuits_read, platforms_read, regressions_read, retries_read
from fsp.conditions.collect_slots import slots_read
from fsp.conditions.facts.infrastructure import RedisFacts
from fsp.conditions.snapshot import Snapshot
from fsp.conditions.system import System, read_since, read_system
from fsp.conditions.system_facts import with_system
from fsp.core import current_settings
from fsp.installation.witnesses import read_witnesses
from fsp.performance.current import Performance, read_performance
from fsp.redis_ops.reads import Batch
from fsp.stores import db

log = logging.getLogger(__name__)

COPIED = Cache[str](lasts=timedelta(seconds=8))
"""Why nothing is sent to destinations. Shorter than the shortest refresh interval: many open pages share one read."""

Value = TypeVar("Value")


@dataclass(frozen=True)
class Collected:
    """A snapshot and its sources. None means that the store was down."""

    snapshot: Snapshot
    system: System | None
    tracks: list[Performance] | None


def collect(connection: redis.Redis, partial: Snapshot, *, begun: float | None = None) -> Collected:
    """Complete a snapshot that already contains the infrastructure: time, database, Redis, disk and clocks.

    What was read from Redis since `begun`, on the monotonic clock, is not read again.
    """
    has_redis = partial.redis is None or partial.redis.answers
    system = read_since(connection, begun) if has_redis and begun is not None else None
    if system is None and has_redis:
        system = or_none(lambda: read_system(connection, partial.at))
    has_database = partial.database is None or partial.database.answers
    tracks = or_none(read_performance) if has_database else None
    snapshot = partial
    if system is None:
        snapshot = replace(
            snapshot, redis=RedisFacts(answers=False, fault=partial.redis.fault if partial.redis else "")
        )
    else:
        snapshot = with_system(snapshot, system)
        snapshot = or_none(lambda: _with_details(snapshot, system, tracks or [], connection)) or snapshot
    if tracks is not None:
        # Each further query to a database that has just gone down would wait as long as this one.
        snapshot = or_none(lambda: _with_database(snapshot)) or snapshot
    if tracks is not None and system is not None:
        snapshot = or_none(lambda: replace(snapshot, copied=_copied(connection, snapshot.at))) or snapshot
        destinations = or_none(lambda: read_destinations(connection, snapshot.at))
        snapshot = replace(snapshot, destinations=destinations)
    return Collected(snapshot, system, tracks)


def _copied(connection: redis.Redis, now: datetime) -> str:
    """Return why outgoing work is held because this may be a copy; empty if it is not."""
    # Only read: the sweep restores what is missing.
    return COPIED.get(lambda: read_witnesses(connection, current_settings()).copied or "", now).value


def or_none(read: Callable[[], Value]) -> Value | None:
    """Return the value, or None if its store does not respond."""
    try:
        return read()
    except (RedisError, SQLAlchemyError) as error:
        log.warning("a part of the system could not be read", extra={"error": str(error)})
        if isinstance(error, SQLAlchemyError):
            db.session.rollback()
        return None


def _with_details(snapshot: Snapshot, system: System, tracks: list[Performance], connection: redis.Redis) -> Snapshot:
    """Add facts that only some systems need: who holds full slots, the errors behind circuits, and so on."""
    now, batch = snapshot.at, Batch(connection)
    circuits, retries = batch.add(circuits_read(system, now)), batch.add(retries_read(system, now))
    slots, memory = batch.add(slots_read(system)), batch.add(memory_read(system, now))
    platforms, regressions = batch.add(platforms_read(system, now)), batch.add(regressions_read(tracks, system, now))
    batch.send()
    return replace(
        snapshot,
        circuits=circuits.value,
        retries=retries.value,
        slots=slots.value,
        memory=memory.value,
        platforms=platforms.value,
        regressions=regressions.value,
    )


def _with_database(snapshot: Snapshot) -> Snapshot:
    now, alerts = snapshot.at, read_alerts()
    job_types = {value for alert in alerts for label, value in alert.labels if label == "job_type"}
    return replace(
        snapshot,
        alerts=alerts,
        errors=read_common_errors(job_types, now),
        deploys=read_recent_deploys(now),
        budgets=BUDGETS.get(lambda: read_budgets(now), now).value if current_settings().llm_base_url else (),
        dead_letters=LETTERS.get(lambda: read_dead_letters(now), now).value,
    )
