"""All health checks. A new one is a line here."""

from collections.abc import Callable
from functools import partial
from typing import Any

import redis
from flask import Flask

from fsp.core import current_settings
from fsp.health import infrastructure, stores
from fsp.health.component import Component
from fsp.health.evaluator import EvaluatorCheck
from fsp.health.schedule_health import check_schedules
from fsp.health.schema import check_schema
from fsp.health.shared_read import SharedRead
from fsp.health.shared_time import SharedTime
from fsp.health.watch import Check
from fsp.health.work import read_work
from fsp.paths import valkey_folder
from fsp.redis_connections import connect_redis_briefly
from fsp.settings import Settings
from fsp.stores import current_redis

WORK = ("workers", "scheduler", "circuits", "jobs", "platforms", "answers")
"""Components from one snapshot."""


def all_checks(app: Flask) -> dict[str, Check]:
    """Return the checks of an application, each with its time limit of at most 3 s."""

    def of(check: Callable[..., Component], *inputs: Callable[[], Any], timeout_seconds: float) -> Check:
        def inside() -> Component:
            with app.app_context():
                return check(*(read() for read in inputs))

        return Check(inside, timeout_seconds)

    connection: Callable[[], redis.Redis] = current_redis
    # By its own clock, a host with a wrong clock would find everything from other hosts too old.
    now = SharedTime(_connect_briefly).now
    work = SharedRead(lambda: read_work(connection(), now()))
    return {
        "database": of(stores.DatabaseCheck(_connect_briefly), timeout_seconds=stores.DATABASE_TIMEOUT_SECONDS),
        "schema": of(check_schema, timeout_seconds=2),
        "redis": of(_check_redis, connection, current_settings, timeout_seconds=1),
        **{name: of(partial(work.component, name), timeout_seconds=2) for name in WORK},
        "schedules": of(check_schedules, connection, now, timeout_seconds=2),
        "alerts": of(EvaluatorCheck(), now, timeout_seconds=2),
        "redis-settings": of(infrastructure.check_redis_settings, connection, timeout_seconds=1),
        "clock": of(infrastructure.check_clock, connection, timeout_seconds=1),
        "disk": of(infrastructure.check_disk, lambda: current_settings().data_dir, timeout_seconds=1),
        "memory": of(infrastructure.check_memory, timeout_seconds=1),
    }


def _check_redis(connection: redis.Redis, settings: Settings) -> Component:
    # The bundled Valkey leaves its folder behind, so a stopped one is noticed.
    is_configured = settings.redis_url is not None or valkey_folder(settings).exists()
    return stores.check_known_redis(connection, is_configured=is_configured)


def _connect_briefly() -> redis.Redis:
    return connect_redis_briefly(current_settings(), patience_seconds=stores.REDIS_PATIENCE_SECONDS)
