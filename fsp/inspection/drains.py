"""Drains workers: they take no more jobs and exit when their running jobs finish."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

import redis

from fsp.errors import NotFound
from fsp.inspection.fleet import WorkerState, read_fleet
from fsp.redis_ops import process_keys

ASKED_FOR = timedelta(days=1)
"""A worker checks every half second. After a day without a response the request is obsolete."""


@dataclass(frozen=True)
class Drained:
    """The drained workers, and whether a supervisor starts replacements."""

    names: tuple[str, ...]
    are_restarted: bool


def drain_worker(connection: redis.Redis, name: str, *, by: str, now: datetime) -> Drained:
    """Drain one worker; safe to repeat. Raise NotFound if no such worker is online."""
    return _drain(connection, now, by, name=name)


def drain_host(connection: redis.Redis, host: str, *, by: str, now: datetime) -> Drained:
    """Drain every worker on a host; raise NotFound if there is none."""
    return _drain(connection, now, by, host=host)


def is_asked_to_leave(connection: redis.Redis, name: str) -> bool:
    """Return whether this worker was asked to drain."""
    return bool(connection.exists(process_keys.drain(name)))


def _drain(connection: redis.Redis, now: datetime, by: str, *, name: str = "", host: str = "") -> Drained:
    there = [
        worker for worker in read_fleet(connection, now) if worker.state in {WorkerState.RUNNING, WorkerState.DRAINING}
    ]
    workers = [worker for worker in there if worker.report.name == name or (host and worker.report.host == host)]
    if not workers:
        what = f'worker "{name}"' if name else f'worker on the host "{host}"'
        names = ", ".join(worker.report.name for worker in there) or "none"
        raise NotFound(f"There is no {what}; those there are: {names}.")
    pipeline = connection.pipeline()
    for worker in workers:
        request = json.dumps({"by": by, "since": now.timestamp()})
        pipeline.set(process_keys.drain(worker.report.name), request, ex=ASKED_FOR, nx=True)
    pipeline.execute()
    return Drained(
        tuple(worker.report.name for worker in workers), any(worker.report.is_restarted for worker in workers)
    )
