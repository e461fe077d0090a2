"""Health of the stores: whether the database and Redis respond, how fast, and whether they accept writes."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import redis
from rq.defaults import RQ_KEY_PREFIX
from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from fsp import core
from fsp.conditions import limits
from fsp.health.component import Component
from fsp.health.outages import cause_of
from fsp.health.shared_check import SharedCheck
from fsp.redis_faults import cause_of as cause_of_redis
from fsp.redis_faults import refusal_code, sentence_for
from fsp.redis_ops.scripts import script_text
from fsp.stores import db

STATEMENT_TIMEOUT_MILLISECONDS = 2000

READ_ONLY = "it is read-only, such as a standby after a failover; point DATABASE_URL at the primary"

DATABASE_TIMEOUT_SECONDS = 2.0
MAX_LOCK_MILLISECONDS = 1000
"""Less than the time limit of the health check, and more than any transaction of FSP takes."""

SHARED_PATIENCE_SECONDS = 1.8
"""For the process that queries the database. It is less than the time limit, so that the result contains the reason."""

REDIS_PATIENCE_SECONDS = 0.3
"""If Redis hangs, there must be time left to query the database directly."""


def check_database(*, was_degraded: bool = False) -> Component:
    """Run one query through the pool. More than 500 ms is degraded, until it takes less than 400 ms."""
    started = time.perf_counter()
    try:
        with db.engine.connect() as connection, brief_lock(connection):
            connected = time.perf_counter()
            if db.engine.dialect.name == "postgresql":
                connection.execute(text(f"SET LOCAL statement_timeout = {STATEMENT_TIMEOUT_MILLISECONDS}"))
            # On SQLite the transaction itself is refused if nothing can be written.
            question = "SELECT 1" if db.engine.dialect.name == "sqlite" else "SHOW transaction_read_only"
            is_read_only = connection.execute(text(question)).scalar() == "on"
            answered = time.perf_counter()
    except SQLAlchemyError as error:
        cause = cause_of(error)
        return Component("database", "unhealthy", f"The database is not responding: {cause}.", details={"cause": cause})
    if is_read_only:
        message = f"The database rejects writes: {READ_ONLY}."
        return Component("database", "unhealthy", message, details={"cause": READ_ONLY})
    waited, taken = ((later - earlier) * 1000 for earlier, later in ((started, connected), (connected, answered)))
    component = judge_database(taken, pool_wait_milliseconds=waited, was_degraded=was_degraded)
    return (
        component if component.status == "healthy" else replace(component, details={"dialect": db.engine.dialect.name})
    )


def judge_database(
    taken_milliseconds: float, *, pool_wait_milliseconds: float = 0.0, was_degraded: bool = False
) -> Component:
    """Judge the duration of one query: above 500 ms is degraded, and after that 400 ms and above is too."""
    taken = round(taken_milliseconds, 2)
    is_still_slow = was_degraded and taken >= limits.DATABASE_CLEARS_BELOW_MILLISECONDS
    is_slow = taken > limits.DATABASE_MILLISECONDS or is_still_slow
    message = f"Slow: {taken:.0f} ms." if is_slow else "Connected."
    return Component(
        "database",
        "degraded" if is_slow else "healthy",
        message,
        response_time_milliseconds=taken,
        pool_wait_milliseconds=round(pool_wait_milliseconds, 2),
    )


class DatabaseCheck:
    """Queries the database once for all processes, and remembers whether it was degraded.

    A value near the limit must not toggle the state, whichever process checks.
    """

    def __init__(self, connect: Callable[[], redis.Redis]) -> None:
        self._connect = connect
        self._connection: redis.Redis | None = None
        self._was_degraded = False
        self._shared = SharedCheck("database", self._check, patience_seconds=SHARED_PATIENCE_SECONDS)

    def __call__(self) -> Component:
        """Return the result of the last 5 s, or check."""
        self._connection = self._connection or self._connect()
        component = self._shared.read(self._connection)
        self._was_degraded = component.status == "degraded"
        return component

    def _check(self, last: Component | None) -> Component:
        return check_database(was_degraded=last.status == "degraded" if last else self._was_degraded)


def check_redis(connection: redis.Redis) -> Component:
    """Write to Redis, because a Redis that responds but refuses writes runs no jobs."""
    started = time.perf_counter()
    try:
        # The text of the script, because a script that Redis has forgotten would cost two more round trips.
        connection.eval(script_text("writable"), 0, RQ_KEY_PREFIX)
        answered = time.perf_counter()
    except redis.exceptions.RedisError as error:
        details = {"cause": cause_of_redis(error), "code": refusal_code(error)}
        return Component("redis", "unhealthy", sentence_for(error), details=details)
    return Component("redis", "healthy", "Connected.", round((answered - started) * 1000, 2))


def check_known_redis(connection: redis.Redis, *, is_configured: bool) -> Component:
    """Check Redis; treat one that was never configured as healthy."""
    component = check_redis(connection)
    if component.status == "healthy" or is_configured:
        return component
    message = "Redis is not configured. Run fsp up or set REDIS_URL; nothing is queued until then."
    return Component("redis", "healthy", message, details={"isConfigured": False})


@contextmanager
def brief_lock(connection: Connection) -> Iterator[None]:
    """Wait at most a second for the lock of a SQLite file within the block. Other databases have no such lock."""
    if connection.dialect.name != "sqlite":
        yield
        return
    driver = connection.connection.driver_connection
    assert driver is not None  # noqa: S101  (SQLAlchemy opens it before it gives the connection)
    usual = core.SQLITE_BUSY_TIMEOUT_MILLISECONDS
    driver.execute(f"PRAGMA busy_timeout={min(MAX_LOCK_MILLISECONDS, usual)}")
    try:
        yield
    finally:
        driver.execute(f"PRAGMA busy_timeout={usual}")
