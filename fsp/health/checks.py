"""The first checks: is the database there, is Redis there, does anybody work."""

import time
from collections.abc import Callable
from datetime import datetime

import redis
from rq.defaults import RQ_KEY_PREFIX
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from fsp.conditions import limits
from fsp.extensions import db
from fsp.gates.gate import read_gates
from fsp.health.absence import cause_of
from fsp.health.brief_lock import brief_lock
from fsp.health.component import Component
from fsp.health.shared_look import SharedLook
from fsp.inspection.workers import read_workers
from fsp.redis_faults import cause_of as cause_of_redis
from fsp.redis_faults import refusal_code, sentence_for
from fsp.redis_ops.host_clocks import clocks_off
from fsp.redis_ops.scripts import script
from fsp.schedules.scheduler_silence import read_silence

STATEMENT_TIMEOUT_MILLISECONDS = 2000

READ_ONLY = "it is read-only, such as a standby after a fail-over; let DATABASE_URL name the primary"

DATABASE_TIMEOUT_SECONDS = 2.0
SHARED_PATIENCE_SECONDS = 1.8
"""For the process that asks the database. It is less than the limit, so that the answer says why."""

REDIS_PATIENCE_SECONDS = 0.3
"""With a Redis that hangs there must be time left to ask the database oneself."""


def check_database(*, was_degraded: bool = False) -> Component:
    """Ask the database one question through the pool; slower than 500 ms is degraded until it is below 400 ms."""
    started = time.perf_counter()
    try:
        with db.engine.connect() as connection, brief_lock(connection):
            connected = time.perf_counter()
            if db.engine.dialect.name == "postgresql":
                connection.execute(text(f"SET LOCAL statement_timeout = {STATEMENT_TIMEOUT_MILLISECONDS}"))
            # On SQLite the transaction itself is refused where nothing can be written.
            question = "SELECT 1" if db.engine.dialect.name == "sqlite" else "SHOW transaction_read_only"
            is_read_only = connection.execute(text(question)).scalar() == "on"
            answered = time.perf_counter()
    except SQLAlchemyError as error:
        cause = cause_of(error)
        return Component("database", "unhealthy", f"The database does not answer: {cause}.", details={"cause": cause})
    if is_read_only:
        message = f"The database answers, but takes no writes: {READ_ONLY}."
        return Component("database", "unhealthy", message, details={"cause": READ_ONLY})
    waited, taken = ((later - earlier) * 1000 for earlier, later in ((started, connected), (connected, answered)))
    return judge_database(taken, pool_wait_milliseconds=waited, was_degraded=was_degraded)


def judge_database(
    taken_milliseconds: float, *, pool_wait_milliseconds: float = 0.0, was_degraded: bool = False
) -> Component:
    """Judge how long one question took: above 500 ms is degraded, and after that 400 ms and above is too."""
    taken = round(taken_milliseconds, 2)
    is_still_slow = was_degraded and taken >= limits.DATABASE_CLEARS_BELOW_MILLISECONDS
    is_slow = taken > limits.DATABASE_MILLISECONDS or is_still_slow
    told = f"The database answers, slowly: {taken:.0f} ms." if is_slow else "The database answers."
    return Component(
        "database",
        "degraded" if is_slow else "healthy",
        told,
        response_time_milliseconds=taken,
        pool_wait_milliseconds=round(pool_wait_milliseconds, 2),
    )


class DatabaseCheck:
    """Asks the database once for all processes, and remembers whether it was degraded.

    A value about the limit must not flip the state, whichever process asks.
    """

    def __init__(self, connect: Callable[[], redis.Redis]) -> None:
        self._connect = connect
        self._connection: redis.Redis | None = None
        self._was_degraded = False
        self._shared = SharedLook("database", self._look, patience_seconds=SHARED_PATIENCE_SECONDS)

    def __call__(self) -> Component:
        """Return what was seen within 5 s, or ask."""
        self._connection = self._connection or self._connect()
        found = self._shared.read(self._connection)
        self._was_degraded = found.status == "degraded"
        return found

    def _look(self, seen: Component | None) -> Component:
        return check_database(was_degraded=seen.status == "degraded" if seen else self._was_degraded)


def check_redis(connection: redis.Redis) -> Component:
    """Ping Redis and write to it: one that answers and takes no writes runs no job."""
    started = time.perf_counter()
    try:
        connection.ping()
        answered = time.perf_counter()
        script("writable")(args=[RQ_KEY_PREFIX], client=connection)
    except redis.exceptions.RedisError as error:
        details = {"cause": cause_of_redis(error), "code": refusal_code(error)}
        return Component("redis", "unhealthy", sentence_for(error), details=details)
    return Component("redis", "healthy", "Redis answers.", round((answered - started) * 1000, 2))


def check_known_redis(connection: redis.Redis, *, is_configured: bool) -> Component:
    """Ping Redis; where there never was one, none is missing."""
    found = check_redis(connection)
    if found.status == "healthy" or is_configured:
        return found
    told = "Redis is not configured: fsp up brings one along, or REDIS_URL names one. Until then nothing is queued."
    return Component("redis", "healthy", told, details={"isConfigured": False})


def check_workers(connection: redis.Redis, now: datetime) -> Component:
    """Look for workers that showed a sign of life within their time."""
    count = len(read_workers(connection, now))
    if count == 0:
        return Component("workers", "unhealthy", "No worker is running; start one with fsp worker.")
    return Component("workers", "healthy", f"{count} worker{'s are' if count != 1 else ' is'} running.")


def check_scheduler(connection: redis.Redis, now: datetime) -> Component:
    """Look at when the scheduler last ticked: silent for a minute is degraded, for five minutes unhealthy."""
    silence = read_silence(connection, now)
    age = round(silence.seconds)
    if silence.has_ticked and silence.seconds <= limits.SCHEDULER_SILENT_SECONDS:
        return Component("scheduler", "healthy", f"The scheduler ticked {age} s ago.")
    status = "unhealthy" if silence.seconds > limits.SCHEDULER_DEAD_SECONDS else "degraded"
    said = f"last ticked {age} s ago" if silence.has_ticked else "has not ticked"
    wrong = next((clock for clock in clocks_off(connection) if "scheduler" in clock.parts), None)
    advice = f". {wrong.in_words}" if wrong else "; start one with fsp scheduler."
    return Component("scheduler", status, f"The scheduler {said}{advice}")


def check_circuits(connection: redis.Redis, now: datetime) -> Component:
    """Look for job types that may not start, or only as a probe, because their jobs failed."""
    open_ones = [gate for gate in read_gates(connection, now) if gate.is_at_fault]
    if not open_ones:
        return Component("circuits", "healthy", "No circuit holds jobs back.")
    told = "; ".join(f"{gate.job_type} is {gate.circuit} ({gate.why})" for gate in open_ones)
    return Component("circuits", "degraded", f"{told}. Look at Job types.")
