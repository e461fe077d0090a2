"""One snapshot of the whole system in few round trips; what does not answer costs its own facts alone."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar

import redis
from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError

from fsp.conditions.blockers import why_held
from fsp.conditions.collect_alerts import read_alerts, read_recent_deploys
from fsp.conditions.collect_letters import LETTERS, read_common_errors, read_dead_letters
from fsp.conditions.collect_memory import memory_read
from fsp.conditions.collect_runs import circuits_read, platforms_read, regressions_read, retries_read
from fsp.conditions.collect_slots import slots_read
from fsp.conditions.facts.ground import RedisFacts, TurnedBackFacts
from fsp.conditions.facts.outcomes import AnswerFacts
from fsp.conditions.facts.work import JobTypeFacts, LeftWorkerFacts, LostWorkerFacts, QueueFacts
from fsp.conditions.snapshot import Snapshot
from fsp.conditions.system import System, read_since, read_system
from fsp.extensions import db
from fsp.inspection.queues import QueueReading
from fsp.inspection.replaced import missing_workers
from fsp.jobs.registry import is_upkeep
from fsp.performance.current import Performance, read_performance
from fsp.redis_ops.reads import Batch

log = logging.getLogger(__name__)

Value = TypeVar("Value")


@dataclass(frozen=True)
class Collected:
    """A snapshot, and what it was made of; None is what could not be read because its store is down."""

    snapshot: Snapshot
    system: System | None
    tracks: list[Performance] | None


def collect(connection: redis.Redis, ground: Snapshot, *, begun: float | None = None) -> Collected:
    """Complete a snapshot of which the ground is known: the time, the database, Redis, the disk and the clocks.

    What was read of Redis since `begun`, on the monotonic clock, is not read again.
    """
    has_redis = ground.redis is None or ground.redis.answers
    system = read_since(connection, begun) if has_redis and begun is not None else None
    if system is None and has_redis:
        system = or_none(lambda: read_system(connection, ground.at))
    has_database = ground.database is None or ground.database.answers
    tracks = or_none(read_performance) if has_database else None
    snapshot = ground
    if system is None:
        snapshot = replace(snapshot, redis=RedisFacts(answers=False, fault=ground.redis.fault if ground.redis else ""))
    else:
        snapshot = with_system(snapshot, system)
        snapshot = or_none(lambda: _with_details(snapshot, system, tracks or [], connection)) or snapshot
    if tracks is not None:
        # Each further question to a database that has just gone away would wait as long as this one did.
        snapshot = or_none(lambda: _with_database(snapshot)) or snapshot
    return Collected(snapshot, system, tracks)


def or_none(read: Callable[[], Value]) -> Value | None:
    """Return what is read, None if its store does not answer."""
    try:
        return read()
    except (RedisError, SQLAlchemyError) as error:
        log.warning("a part of the system could not be read", extra={"error": str(error)})
        if isinstance(error, SQLAlchemyError):
            db.session.rollback()
        return None


def with_system(snapshot: Snapshot, system: System) -> Snapshot:
    """Return the snapshot with what Redis holds of the system, without the details of what is wrong."""
    turned_back, answers = system.turned_back, system.answers
    return replace(
        snapshot,
        redis=snapshot.redis or RedisFacts(answers=True),
        queues=tuple(queue_facts(queue, system, snapshot.at) for queue in system.queues),
        workers_there=sum(worker.is_there for worker in system.fleet),
        lost_workers=tuple(
            LostWorkerFacts(worker.report.name, worker.heard_at, worker.jobs_running)
            for worker in missing_workers(system.fleet)
        ),
        left_workers=tuple(
            LeftWorkerFacts(worker.report.name, worker.report.left_at, worker.report.left_because)
            for worker in system.fleet
            if worker.report.left_at is not None
        ),
        scheduler=system.scheduler,
        job_types=tuple(
            JobTypeFacts(name, span.ended, span.failed)
            for name, span in system.last_hour.items()
            if span.ended and not is_upkeep(name)
        ),
        stuck=system.stuck,
        turned_back=TurnedBackFacts(turned_back.to, turned_back.noticed_at) if turned_back else None,
        answers=AnswerFacts(answers.requests, answers.errors) if answers else None,
    )


def _with_details(snapshot: Snapshot, system: System, tracks: list[Performance], connection: redis.Redis) -> Snapshot:
    """Add what only some systems have to be asked: who holds full slots, the errors behind circuits, and so on."""
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
        dead_letters=LETTERS.get(lambda: read_dead_letters(now), now).value,
    )


def queue_facts(queue: QueueReading, system: System, now: datetime) -> QueueFacts:
    """Return what is known of one queue."""
    pause, flow = system.pauses.get(queue.name), system.flows[queue.name]
    oldest = queue.oldest_age_seconds
    return QueueFacts(
        name=queue.name,
        waiting=queue.waiting + queue.blocked,
        running=queue.running,
        oldest_at=now - timedelta(seconds=oldest) if oldest is not None else None,
        completions=flow.rate_out,
        paused_by=pause.by if pause else "",
        paused_reason=pause.reason if pause else "",
        paused_since=pause.since if pause else None,
        arrivals=flow.rate_in,
        stopped=_stopped(queue.name, system),
        blockers=tuple(why_held(queue, system, now)),
    )


def _stopped(queue: str, system: System) -> int:
    closed = [gate for gate in system.gates if gate.pause or gate.circuit != "closed"]
    return sum(gate.held_in.get(queue, 0) for gate in closed)
