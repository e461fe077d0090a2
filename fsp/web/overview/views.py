"""The first screen, as of one moment: what is wrong, how the queues flow, what fails, what became slower, who works."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar

import redis
from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError

from fsp.charts.stacks import StackChart
from fsp.conditions.catalogue import find_problems
from fsp.conditions.finding import Problem
from fsp.conditions.ranking import in_order
from fsp.dead_letters.groups import LetterGroup, read_groups
from fsp.dead_letters.selection import Selection
from fsp.extensions import current_settings, db
from fsp.health.component import Component
from fsp.health.doubts import by_the_shared_clock
from fsp.health.schedules import ScheduleReading, read_schedules
from fsp.models.deploy_mark import DeployMark
from fsp.performance.current import Performance, read_performance
from fsp.performance.deploys import read_deploys
from fsp.queueing.fleet import FleetWorker
from fsp.queueing.replaced import missing_workers
from fsp.web.cache import Cache, Cached
from fsp.web.overview.alert_problems import with_alerts
from fsp.web.overview.facts import facts_of
from fsp.web.overview.likely import with_deploys
from fsp.web.overview.machinery import Machinery, read_machinery
from fsp.web.overview.noticed import with_beginnings
from fsp.web.overview.queue_lines import QueueLine, queue_lines, queue_picture
from fsp.web.overview.types import TypeLine, type_lines
from fsp.web.overview.verdict import Verdict, verdict_of
from fsp.web.performance.views import PerformancePage, read_performance_page
from fsp.web.targets.views import TargetsPanel, read_targets_panel

log = logging.getLogger(__name__)

GROUPS, DEPLOYS_READ = 5, 100

_GROUPS = Cache[list[LetterGroup]](lasts=timedelta(seconds=15))
_DEPLOYS = Cache[list[DeployMark]](lasts=timedelta(seconds=15))
_SCHEDULES = Cache[list[ScheduleReading]](lasts=timedelta(seconds=15))
_COSTS = Cache[PerformancePage](lasts=timedelta(seconds=60))

Value = TypeVar("Value")


@dataclass(frozen=True)
class Overview:
    """Everything on the first screen. None is what could not be read because its store is away."""

    as_of: datetime
    verdict: Verdict
    problems: list[Problem]
    health: list[Component]
    machinery: Machinery | None
    queues: list[QueueLine] | None
    picture: StackChart | None
    groups: list[LetterGroup] | None
    tracks: list[Performance] | None
    types: list[TypeLine] | None
    schedules: list[ScheduleReading] | None
    costs: Cached[PerformancePage] | None
    targets: TargetsPanel | None
    lost: list[FleetWorker]
    """The workers that were lost and that no other was started in place of."""


def read_overview(connection: redis.Redis, health: list[Component], now: datetime) -> Overview:
    """Read the first screen; a store that is away costs its own parts alone."""
    # A clock that is far off would find everything old: ages are those of the clock that all processes share.
    shared_now = by_the_shared_clock(now, health)
    is_well = {part.name: part.status != "unhealthy" for part in health}
    has_redis, has_database = is_well.get("redis", True), is_well.get("database", True)
    machinery = _or_none(lambda: read_machinery(connection, shared_now)) if has_redis else None
    tracks = _or_none(read_performance) if has_database else None
    # Each further question to a database that has just gone away would wait as long as this one did.
    has_database = has_database and tracks is not None
    health = health if has_database else [_away(part) if part.name == "database" else part for part in health]
    reading = facts_of(machinery, health, tracks, connection=connection, now=shared_now)
    can_write = machinery is not None and not reading.redis_fault
    found = with_beginnings(connection, find_problems(reading), now, has_redis=can_write)
    problems = in_order(
        (_or_none(lambda: _explained(found, machinery, health, now)) if has_database else None) or found, now
    )
    groups = _or_none(lambda: _GROUPS.get(_groups, now)) if has_database else None
    schedules = costs = targets = None
    if machinery is not None and has_database:
        schedules = _or_none(lambda: _SCHEDULES.get(lambda: read_schedules(connection, shared_now), now))
        costs = _or_none(lambda: _COSTS.get(lambda: read_performance_page(connection, now), now))
        targets = _or_none(lambda: read_targets_panel(connection, now))
    return Overview(
        as_of=now,
        verdict=verdict_of(problems, machinery),
        problems=problems,
        health=health,
        machinery=machinery,
        queues=queue_lines(machinery, problems, shared_now) if machinery else None,
        picture=queue_picture(machinery) if machinery else None,
        groups=groups.value if groups else None,
        tracks=tracks,
        types=type_lines(machinery, tracks or []) if machinery else None,
        schedules=schedules.value if schedules else None,
        costs=costs,
        targets=targets,
        lost=missing_workers(machinery.fleet) if machinery else [],
    )


def _explained(
    found: list[Problem], machinery: Machinery | None, health: list[Component], now: datetime
) -> list[Problem]:
    """Return the problems with the alerts and what SQL knows of their causes."""
    deploys = _DEPLOYS.get(lambda: read_deploys(limit=DEPLOYS_READ), now).value
    return with_deploys(with_alerts(found, machinery, health, now), deploys)


def _away(database: Component) -> Component:
    """Return the part as it was seen away, also if the health check has not noticed yet."""
    if database.status == "unhealthy":
        return database
    return replace(
        database, status="unhealthy", message="The database does not answer.", response_time_milliseconds=None
    )


def _groups() -> list[LetterGroup]:
    return read_groups(Selection(), version=current_settings().code_version, limit=GROUPS)


def _or_none(read: Callable[[], Value]) -> Value | None:
    try:
        return read()
    except (RedisError, SQLAlchemyError) as error:
        log.warning("a part of the first screen could not be read", extra={"error": str(error)})
        if isinstance(error, SQLAlchemyError):
            db.session.rollback()
        return None
