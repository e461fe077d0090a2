"""Gathering what the kinds of problems look at: each part once, in few round trips, unknown where nobody answers."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import cast

import redis
from sqlalchemy import func, select

from fsp.conditions.snapshot import (
    ChannelFacts,
    CircuitFacts,
    DatabaseFacts,
    DeadLetterFacts,
    LeftWorkerFacts,
    LostWorkerFacts,
    MissingTextFacts,
    QueueFacts,
    Reading,
    StuckFacts,
    TurnedBackFacts,
)
from fsp.extensions import db, end_reading
from fsp.health.component import Component
from fsp.models.dead_letter import DeadLetterQueue, DeadLetterState
from fsp.performance.current import Performance
from fsp.queueing.failures import count_retrying, newest_error
from fsp.queueing.queues import QueueReading
from fsp.queueing.replaced import missing_workers
from fsp.queueing.turned_back import last_turned_back
from fsp.redis_faults import HANGS
from fsp.redis_ops import keys
from fsp.stored import FIRST, moment_of_epoch, number_of, read_or, text_of
from fsp.web.cache import Cache
from fsp.web.overview.facts_of_content import missing_texts
from fsp.web.overview.facts_of_memory import memory_of
from fsp.web.overview.facts_of_runs import retries, slower
from fsp.web.overview.facts_of_services import failing_channels, failing_platforms
from fsp.web.overview.facts_of_slots import slots_of
from fsp.web.overview.holding import what_gates_hold, what_workers_do
from fsp.web.overview.machinery import Machinery

ONE_HOUR = timedelta(hours=1)
STUCK_AFTER = timedelta(seconds=60)

_DEAD_LETTERS = Cache[DeadLetterFacts](lasts=timedelta(seconds=8))
"""Shorter than the shortest refresh of one page, so that many pages read once."""

_MISSING = Cache[tuple[MissingTextFacts, ...]](lasts=timedelta(seconds=8))
_CHANNELS = Cache[tuple[ChannelFacts, ...]](lasts=timedelta(seconds=8))


def facts_of(
    machinery: Machinery | None,
    parts: Sequence[Component],
    tracks: Sequence[Performance] | None,
    *,
    connection: redis.Redis,
    now: datetime,
) -> Reading:
    """Return what the kinds of problems look at."""
    health = {part.name: part for part in parts}
    database = health.get("database")
    return Reading(
        at=now,
        is_redis_away=machinery is None,
        redis_fault=_redis_fault(health.get("redis")),
        database=_database(database) if database else None,
        dead_letters=_DEAD_LETTERS.get(lambda: _dead_letters(now), now).value if tracks is not None else None,
        disk_free_ratio=_number(health.get("disk"), "freeRatio"),
        disk_free_bytes=_number(health.get("disk"), "freeBytes"),
        is_disk_full=bool(health["disk"].details.get("isFull")) if "disk" in health else False,
        clock_skew_seconds=_number(health.get("clock"), "skewSeconds"),
        hosts_off=_hosts_off(health.get("clock")),
        failing_channels=_CHANNELS.get(failing_channels, now).value if tracks is not None else None,
        missing_texts=_MISSING.get(lambda: missing_texts(now), now).value if tracks is not None else None,
        slower=slower(tracks, machinery, connection, now) if tracks and machinery else None,
        **(_of_machinery(machinery, connection, now) if machinery else {}),  # type: ignore[arg-type]
    )


def _redis_fault(part: Component | None) -> str:
    if part is None or part.status != "unhealthy":
        return ""
    return f"Redis does not answer: {HANGS}" if part.reason == "timeout" else part.message


def _of_machinery(found: Machinery, connection: redis.Redis, now: datetime) -> dict[str, object]:
    return {
        "queues": tuple(_queue(queue, found, now) for queue in found.queues),
        "circuits": tuple(
            CircuitFacts(
                job_type=gate.job_type,
                state=gate.circuit,
                opened_at=gate.opened_at,
                why=gate.why,
                waiting=_parked_of(gate.job_type, found) + count_retrying(connection, gate.job_type, now),
                newest_error=newest_error(connection, gate.job_type, now),
            )
            for gate in found.gates
            if gate.is_at_fault
        ),
        "workers_there": sum(worker.is_there for worker in found.fleet),
        "lost_workers": tuple(
            LostWorkerFacts(worker.report.name, worker.heard_at, worker.jobs_running)
            for worker in missing_workers(found.fleet)
        ),
        "left_workers": tuple(
            LeftWorkerFacts(worker.report.name, worker.report.left_at, worker.report.left_because)
            for worker in found.fleet
            if worker.report.left_at is not None
        ),
        "scheduler_seen_at": found.scheduler_seen_at,
        "is_scheduler_known": True,
        "retries": retries(connection, found.last_minutes, now),
        "stuck": _stuck(connection, now),
        "slots": slots_of(found, connection),
        "memory": memory_of(found, connection, now),
        "turned_back": _turned_back(connection),
        "failing_platforms": failing_platforms(connection, now),
    }


def _queue(queue: QueueReading, found: Machinery, now: datetime) -> QueueFacts:
    pause = found.pauses.get(queue.name)
    oldest = queue.oldest_age_seconds
    return QueueFacts(
        name=queue.name,
        waiting=queue.waiting + queue.parked,
        running=queue.running,
        oldest_at=now - timedelta(seconds=oldest) if oldest is not None else None,
        ended_a_minute=found.flows[queue.name].rate_out,
        paused_by=pause.by if pause else "",
        paused_reason=pause.reason if pause else "",
        paused_since=pause.since if pause else None,
        came_a_minute=found.flows[queue.name].rate_in,
        stopped=_stopped(queue.name, found),
        held_by=what_gates_hold(queue, found),
        busy_with=what_workers_do(found),
    )


def _stopped(queue: str, found: Machinery) -> int:
    closed = {gate.job_type for gate in found.gates if gate.pause or gate.circuit != "closed"}
    return sum(count for (name, job_type), count in found.parked.items() if name == queue and job_type in closed)


def _parked_of(job_type: str, found: Machinery) -> int:
    return sum(count for (_, name), count in found.parked.items() if name == job_type)


def _turned_back(connection: redis.Redis) -> TurnedBackFacts | None:
    turned_back = last_turned_back(connection)
    return TurnedBackFacts(turned_back.to, turned_back.noticed_at) if turned_back else None


def _stuck(connection: redis.Redis, now: datetime) -> StuckFacts | None:
    limit = (now - STUCK_AFTER).timestamp() * 1000
    count = connection.zcount(keys.LEASES, "-inf", limit)
    if not count:
        return None
    oldest = cast(list[tuple[bytes, float]], connection.zrange(keys.LEASES, 0, 0, withscores=True))
    return StuckFacts(int(count), text_of(oldest[0][0]), read_or(FIRST, moment_of_epoch, oldest[0][1] / 1000))


def _database(part: Component) -> DatabaseFacts:
    cause = str(part.details.get("cause", ""))
    if part.reason == "timeout":
        cause = "it hangs: it takes connections and does not answer in time"
    return DatabaseFacts(part.status != "unhealthy", part.response_time_milliseconds, cause)


def _dead_letters(now: datetime) -> DeadLetterFacts:
    letter, fresh = DeadLetterQueue, DeadLetterQueue.buried_at > now - ONE_HOUR
    number = func.count(letter.id)
    count, first = db.session.execute(
        select(number, func.min(letter.buried_at)).where(fresh, letter.state == DeadLetterState.DEAD)
    ).one()
    commonest = db.session.execute(
        select(letter.fingerprint, func.min(letter.error_class), func.min(letter.error_message))
        .where(fresh, letter.state == DeadLetterState.DEAD)
        .group_by(letter.fingerprint)
        .order_by(number.desc())
        .limit(1)
    ).first()
    end_reading()
    fingerprint, kind, message = commonest or ("", "", "")
    return DeadLetterFacts(count, first, f"{kind}: {message:.120}", fingerprint)


def _hosts_off(part: Component | None) -> tuple[tuple[str, float], ...]:
    hosts = part.details.get("hostsOff", {}) if part else {}
    return tuple((str(host), float(seconds)) for host, seconds in hosts.items())


def _number(part: Component | None, name: str) -> float | None:
    value = part.details.get(name) if part else None
    return read_or(None, number_of, value)
