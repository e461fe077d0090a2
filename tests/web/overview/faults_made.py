"""Twelve faults, each made in the stores of a system that is well; each says since when it is there."""

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime, timedelta

import redis
from flask import Flask

from fsp.clock import utc_now
from fsp.health.component import Component
from fsp.health.watch import Check, Watch
from fsp.inspection.worker_report import WorkerReport
from fsp.models.performance_baseline import PerformanceBaseline
from fsp.performance.runs import follow_runs
from fsp.queueing.enqueue import enqueue
from fsp.redis_ops import gate_keys, keys, metric_keys, process_keys, rq_keys
from fsp.stores import db
from tests.away import redis_away
from tests.dead_letters.burying import buried
from tests.redis_fields import HashFields

WELL = ("database", "redis", "disk", "clock")
EARLIER = timedelta(minutes=7)
PATIENCE_SECONDS = 60.0
"""On a busy machine a thread may start late, and a check that is too slow counts as a fault of its own."""


def make_well(app: Flask, connection: redis.Redis) -> None:
    """Give a system a worker, a scheduler and a watch that finds every part healthy."""
    now = utc_now()
    report_worker(connection, "alive", now, born_at=now - timedelta(hours=1))
    connection.set(process_keys.heartbeat("scheduler"), now.timestamp())
    watch(app)


def report_worker(
    connection: redis.Redis, name: str, at: datetime, *, born_at: datetime | None = None, slots: int = 1
) -> None:
    report = WorkerReport(name, "host", 1, "v", born_at or at, slots, 1)
    connection.set(process_keys.worker(name), json.dumps(asdict(report), default=str))
    connection.zadd(process_keys.FLEET, {name: at.timestamp() * 1000})


def watch(app: Flask, *changed: Component) -> None:
    parts = {name: Component(name, "healthy", "It is well.") for name in WELL} | {part.name: part for part in changed}
    checks = {name: Check(lambda part=part: part, PATIENCE_SECONDS) for name, part in parts.items()}  # type: ignore[misc]
    app.extensions["fsp_health_watch"] = Watch(checks)


def _queue_stalled(app: Flask, connection: redis.Redis) -> datetime:
    begun = utc_now() - EARLIER
    enqueue(connection, "export-data", {"project": "x"}, job_id="waits")
    connection.hset(rq_keys.job("waits"), "enqueued_at", begun.strftime("%Y-%m-%dT%H:%M:%S.%fZ"))
    return begun


def _circuit_open(app: Flask, connection: redis.Redis) -> datetime:
    begun, now = utc_now() - EARLIER, utc_now()
    opened: HashFields = {
        "opened_at": int(begun.timestamp() * 1000),
        "open_until": int(now.timestamp() * 1000) + 60_000,
    }
    connection.hset(gate_keys.gate("export-data"), mapping={"circuit": "open", "why": "5 failures in a row", **opened})
    return begun


def _worker_dead(app: Flask, connection: redis.Redis) -> datetime:
    begun = utc_now() - EARLIER
    report_worker(connection, "lost-one", begun)
    return begun


def _scheduler_dead(app: Flask, connection: redis.Redis) -> datetime:
    begun = utc_now() - EARLIER
    connection.set(process_keys.heartbeat("scheduler"), begun.timestamp())
    return begun


def _redis_down(app: Flask, connection: redis.Redis) -> datetime:
    app.extensions["fsp_redis"] = redis_away()
    watch(app, Component("redis", "unhealthy", "Redis is not responding."))
    return utc_now()


def _database_slow(app: Flask, connection: redis.Redis) -> datetime:
    watch(app, Component("database", "degraded", "Slow.", response_time_milliseconds=900.0))
    return utc_now()


def _dead_letters(app: Flask, connection: redis.Redis) -> datetime:
    begun = utc_now()
    for number in range(10):
        buried(
            f"dead-{number}", arguments={"project": "x"}, error_class="ServiceUnavailable", error="The server said no."
        )
    db.session.commit()
    return begun


def _slower(app: Flask, connection: redis.Redis) -> datetime:
    now = utc_now()
    runs = [(now - timedelta(minutes=100 - n), 1.0 + 0.01 * (n % 7)) for n in range(60)]
    slow = [(now - timedelta(minutes=30 - n), 3.0 + 0.01 * (n % 7)) for n in range(30)]
    for at, seconds in runs + slow:
        connection.lpush(metric_keys.ring("export-data"), f"{int(at.timestamp() * 1000)}|succeeded|{seconds}||job")
    connection.hset(metric_keys.COUNTERS, "export-data|low|succeeded", len(runs + slow))
    follow_runs(connection, now)
    assert db.session.query(PerformanceBaseline).count() == 1
    db.session.commit()
    return slow[0][0]


def _disk_low(app: Flask, connection: redis.Redis) -> datetime:
    watch(app, Component("disk", "degraded", "Full.", details={"freeRatio": 0.01}))
    return utc_now()


def _clock_skew(app: Flask, connection: redis.Redis) -> datetime:
    watch(app, Component("clock", "degraded", "Off.", details={"skewSeconds": 31.0}))
    return utc_now()


def _retry_storm(app: Flask, connection: redis.Redis) -> datetime:
    now = utc_now()
    begun = now - timedelta(minutes=4)
    span = int(now.timestamp()) // 300 * 300
    connection.hset(metric_keys.span("export-data", span), "outcome|retried", 30)
    for number in range(30):
        at = begun + timedelta(seconds=5 * number)
        connection.lpush(metric_keys.ring("export-data"), f"{int(at.timestamp() * 1000)}|retried|1||job-{number}")
    return begun


def _stuck_job(app: Flask, connection: redis.Redis) -> datetime:
    begun = utc_now() - EARLIER
    connection.zadd(keys.LEASES, {"stuck-one": begun.timestamp() * 1000})
    return begun


FAULTS: dict[str, tuple[Callable[[Flask, redis.Redis], datetime], str, str]] = {
    "queue-stalled": (_queue_stalled, "Queue low is stalled", "Copy command"),
    "circuit-open": (_circuit_open, "The circuit breaker of export-data is open", "Close circuit breaker"),
    "worker-dead": (_worker_dead, "Worker lost-one crashed", "Copy command"),
    "scheduler-dead": (_scheduler_dead, "No scheduler is running", "Copy command"),
    "redis-down": (_redis_down, "Redis is not responding", "Copy command"),
    "database-slow": (_database_slow, "The database is slow", "Copy command"),
    "dead-letter-growth": (_dead_letters, "10 jobs failed permanently in the last hour", "Retry group"),
    "p95-regression": (_slower, "export-data is slower", "Accept as new baseline"),
    "disk-low": (_disk_low, "The disk is almost full", "Copy command"),
    "clock-skew": (_clock_skew, "Clock skew: 31 s", "Copy command"),
    "retry-storm": (_retry_storm, "export-data keeps retrying", "Pause export-data"),
    "stuck-job": (_stuck_job, "1 job is stuck", "Cancel job"),
}
"""Each fault: how it is made, what the first screen says of it, and the action it offers."""
