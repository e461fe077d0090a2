"""Taking a reading: asking every part once, and noting as unknown what does not answer."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta

import redis
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from fsp.alerts.availability import LONGEST, availability_of
from fsp.alerts.reading import (
    ComponentState,
    Database,
    DeadLetters,
    HttpAnswers,
    JobTypeStatistics,
    MissedSchedule,
    OpenCircuit,
    OverrunSchedule,
    PlatformCalls,
    QueueStatistics,
    Reading,
    Regression,
)
from fsp.alerts.rules.dead_letters import STUCK_SECONDS
from fsp.extensions import current_settings, db, end_reading
from fsp.gates.gate import read_gates
from fsp.health.checks import check_database, check_redis, check_workers
from fsp.health.component import Component
from fsp.health.ground import check_clock, check_disk, check_memory, check_redis_settings
from fsp.health.schedules import read_schedules
from fsp.health.work import PLATFORM_WINDOW
from fsp.jobs.registry import user_job_types
from fsp.metrics.platform_calls import read_platform_calls
from fsp.metrics.service_spans import read_recent_service, read_service_events
from fsp.metrics.spans import read_recent
from fsp.models.dead_letter import DeadLetterQueue, DeadLetterState
from fsp.performance.current import read_performance
from fsp.performance.verdict import Level
from fsp.queueing.flow import Flow, read_flow
from fsp.queueing.held import read_held
from fsp.queueing.queues import QueueReading, read_queues
from fsp.queueing.scheduler_silence import read_silence
from fsp.redis_ops import keys

ONE_HOUR = timedelta(hours=1)
HTTP_WINDOW = timedelta(minutes=15)
ASKED_AGAIN_AFTER_SECONDS = 10.0
"""A server that restarts is back by then."""


def take_reading(connection: redis.Redis, now: datetime, *, pause: Callable[[float], None] = time.sleep) -> Reading:
    """Look at everything the rules ask about. Who does not answer is asked once more, 10 s later, both in one pause."""
    database, redis_part = check_database(), check_redis(connection)
    if "unhealthy" in {database.status, redis_part.status}:
        pause(ASKED_AGAIN_AFTER_SECONDS)
        database = _asked_again(database, check_database)
        redis_part = _asked_again(redis_part, lambda: check_redis(connection))
    has_redis = redis_part.status == "healthy"
    is_reachable = database.status != "unhealthy"
    reading = Reading(
        at=now,
        database=Database(is_reachable, database.response_time_milliseconds),
        is_redis_reachable=has_redis,
        redis_fault="" if has_redis else redis_part.message,
        components=_components(connection if has_redis else None, now),
        **(_of_redis(connection, now) if has_redis else {}),  # type: ignore[arg-type]
        **(_of_database(now) if is_reachable else {}),  # type: ignore[arg-type]
        **(_of_both(connection, now) if has_redis and is_reachable else {}),  # type: ignore[arg-type]
    )
    end_reading()
    return reading


def _asked_again(first: Component, ask: Callable[[], Component]) -> Component:
    return ask() if first.status == "unhealthy" else first


def _of_redis(connection: redis.Redis, now: datetime) -> dict[str, object]:
    queues = read_queues(connection, now)
    held, flows = read_held(connection, queues, now), read_flow(connection, now)
    last_hour = [read_recent(connection, found.name, now=now, window=ONE_HOUR) for found in user_job_types()]
    return {
        "job_types": tuple(
            JobTypeStatistics(span.job_type, span.ended, span.failed) for span in last_hour if span.ended
        ),
        "queues": tuple(_queue(queue, flows[queue.name], held.get(queue.name, "")) for queue in queues),
        "platforms": tuple(
            PlatformCalls(found.platform, found.calls, found.failed, tuple(sorted(found.failed_by)))
            for found in read_platform_calls(connection, now=now, window=PLATFORM_WINDOW)
        ),
        "http": _answers(connection, now),
        "availability": availability_of(read_service_events(connection, since=now - LONGEST, until=now), now),
        "stuck_jobs": connection.zcount(keys.LEASES, "-inf", (now.timestamp() - STUCK_SECONDS) * 1000),
        "scheduler_age_seconds": read_silence(connection, now).seconds,
        "open_circuits": tuple(
            OpenCircuit(gate.job_type, gate.opened_at, gate.why)
            for gate in read_gates(connection, now)
            if gate.is_at_fault and gate.opened_at
        ),
    }


def _components(connection: redis.Redis | None, now: datetime) -> tuple[ComponentState, ...]:
    found = [check_disk(current_settings().data_dir), check_memory()]
    if connection is not None:
        found += [check_workers(connection, now), check_redis_settings(connection), check_clock(connection)]
    return tuple(ComponentState(part.name, part.status, part.message) for part in found)


def _answers(connection: redis.Redis, now: datetime) -> HttpAnswers:
    found = read_recent_service(connection, now=now, window=HTTP_WINDOW)
    return HttpAnswers(found.requests, found.errors)


def _of_database(now: datetime) -> dict[str, object]:
    try:
        regressions = tuple(
            Regression(
                found.job_type,
                verdict.level.name.lower(),
                verdict.deviation_percent,
                found.size_class,
                found.suspect.in_words if found.suspect else "",
            )
            for found in read_performance()
            if (verdict := found.track.verdict) and verdict.level > Level.NONE
        )
        letter, fresh = DeadLetterQueue, DeadLetterQueue.buried_at > now - ONE_HOUR
        waiting = _count(letter.state == DeadLetterState.DEAD)
        return {
            "regressions": regressions,
            "dead_letters": DeadLetters(waiting, _count(letter.state == DeadLetterState.DEAD, fresh)),
            "poison_last_hour": _count(letter.reason == "poison", fresh),
        }
    except SQLAlchemyError:
        db.session.rollback()
        return {}


def _of_both(connection: redis.Redis, now: datetime) -> dict[str, object]:
    schedules = read_schedules(connection, now)
    return {
        "missed_schedules": tuple(
            MissedSchedule(found.schedule.name, found.cause) for found in schedules if found.overdue_since
        ),
        "overrun_schedules": tuple(
            OverrunSchedule(found.schedule.name, found.schedule.longest_seconds)
            for found in schedules
            if found.overrun_since
        ),
    }


def _count(*conditions: object) -> int:
    return db.session.scalar(select(func.count(DeadLetterQueue.id)).where(*conditions)) or 0  # type: ignore[arg-type]


def _queue(queue: QueueReading, flow: Flow, held_by: str) -> QueueStatistics:
    waiting = queue.waiting + queue.parked
    drain = waiting / flow.rate_out * 60 if flow.rate_out else None
    return QueueStatistics(queue.name, waiting, queue.oldest_age_seconds, drain, held_by)
