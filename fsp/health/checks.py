"""The first checks: is the database there, is Redis there, does anybody work."""

import time
from dataclasses import dataclass
from datetime import datetime

import redis
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from fsp.admission.gates import read_gates
from fsp.extensions import db, end_reading
from fsp.queueing.workers import read_workers
from fsp.redis_ops import keys

DATABASE_LIMIT_MILLISECONDS = 500.0
SCHEDULER_LIMIT_SECONDS = 60.0
WORST_FIRST = ("unhealthy", "degraded", "healthy")


@dataclass(frozen=True)
class Component:
    """One part's verdict: `healthy`, `degraded` or `unhealthy`, and why in words."""

    name: str
    status: str
    message: str
    response_time_milliseconds: float | None = None


def check_database() -> Component:
    """Ask the database one question; slower than 500 ms is degraded."""
    started = time.perf_counter()
    try:
        db.session.execute(text("SELECT 1"))
        end_reading()
    except SQLAlchemyError as error:
        return Component("database", "unhealthy", f"The database does not answer: {type(error).__name__}.")
    taken = (time.perf_counter() - started) * 1000
    status = "degraded" if taken > DATABASE_LIMIT_MILLISECONDS else "healthy"
    return Component("database", status, "The database answers.", round(taken, 2))


def check_redis(connection: redis.Redis) -> Component:
    """Ping Redis."""
    started = time.perf_counter()
    try:
        connection.ping()
    except redis.exceptions.RedisError as error:
        return Component("redis", "unhealthy", f"Redis does not answer: {type(error).__name__}.")
    return Component("redis", "healthy", "Redis answers.", round((time.perf_counter() - started) * 1000, 2))


def check_workers(connection: redis.Redis, now: datetime) -> Component:
    """Look for workers that showed a sign of life within their time."""
    count = len(read_workers(connection, now))
    if count == 0:
        return Component("workers", "unhealthy", "No worker is running; start one with fsp worker.")
    return Component("workers", "healthy", f"{count} workers are running.")


def read_scheduler_age_seconds(connection: redis.Redis, now: datetime) -> float | None:
    """Return how long ago a scheduler last ticked; None if none ever did."""
    ticked = connection.get(keys.heartbeat("scheduler"))
    return max(0.0, now.timestamp() - float(ticked)) if ticked else None


def check_scheduler(connection: redis.Redis, now: datetime) -> Component:
    """Look at when the scheduler last ticked."""
    age = read_scheduler_age_seconds(connection, now)
    if age is None or age > SCHEDULER_LIMIT_SECONDS:
        said = "has not ticked" if age is None else f"last ticked {age:.0f} s ago"
        return Component("scheduler", "degraded", f"The scheduler {said}; start one with fsp scheduler.")
    return Component("scheduler", "healthy", f"The scheduler ticked {age:.0f} s ago.")


def check_circuits(connection: redis.Redis, now: datetime) -> Component:
    """Look for job types that may not start, or only as a probe, because their jobs failed."""
    open_ones = [gate for gate in read_gates(connection, now) if gate.circuit != "closed"]
    if not open_ones:
        return Component("circuits", "healthy", "Every circuit is closed.")
    told = "; ".join(f"{gate.job_type} is {gate.circuit} ({gate.why})" for gate in open_ones)
    return Component("circuits", "degraded", f"{told}. Look at Job types.")


def check_all(connection: redis.Redis, now: datetime) -> list[Component]:
    """Run every check; without Redis the ones that need it are left out."""
    components = [check_database(), check_redis(connection)]
    if components[1].status == "healthy":
        components += [
            check_workers(connection, now),
            check_scheduler(connection, now),
            check_circuits(connection, now),
        ]
    return components


def worst(components: list[Component]) -> str:
    """Return the overall status: that of the worst part."""
    found = {component.status for component in components}
    return next((status for status in WORST_FIRST if status in found), "healthy")
