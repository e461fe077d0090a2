"""Draining: asking a worker to take no more jobs and to leave when those it runs have ended."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

import redis

from fsp.errors import NotFound
from fsp.inspection.fleet import WorkerState, read_fleet
from fsp.redis_ops import keys

ASKED_FOR = timedelta(days=1)
"""A worker looks every half second; what it has not heard within a day it never will."""


@dataclass(frozen=True)
class Drained:
    """The workers that were asked, and whether a supervisor starts new ones in their place."""

    names: tuple[str, ...]
    are_restarted: bool


def drain_worker(connection: redis.Redis, name: str, *, by: str, now: datetime) -> Drained:
    """Ask one worker to leave; harmless to repeat. Raise NotFound if no such worker is there."""
    return _drain(connection, now, by, name=name)


def drain_host(connection: redis.Redis, host: str, *, by: str, now: datetime) -> Drained:
    """Ask every worker that is on a host now to leave; raise NotFound if none is."""
    return _drain(connection, now, by, host=host)


def is_asked_to_leave(connection: redis.Redis, name: str) -> bool:
    """Return whether somebody asked this worker to leave."""
    return bool(connection.exists(keys.drain(name)))


def _drain(connection: redis.Redis, now: datetime, by: str, *, name: str = "", host: str = "") -> Drained:
    there = [
        worker for worker in read_fleet(connection, now) if worker.state in {WorkerState.RUNNING, WorkerState.DRAINING}
    ]
    wanted = [worker for worker in there if worker.report.name == name or (host and worker.report.host == host)]
    if not wanted:
        what = f'worker "{name}"' if name else f'worker on the host "{host}"'
        known = ", ".join(worker.report.name for worker in there) or "none"
        raise NotFound(f"There is no {what}; those there are: {known}.")
    pipeline = connection.pipeline()
    for worker in wanted:
        request = json.dumps({"by": by, "since": now.timestamp()})
        pipeline.set(keys.drain(worker.report.name), request, ex=ASKED_FOR, nx=True)
    pipeline.execute()
    return Drained(tuple(worker.report.name for worker in wanted), any(worker.report.is_restarted for worker in wanted))
