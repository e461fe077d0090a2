"""The ticker: rq-scheduler's process and lock, with our own list, job ids and JSON in place of its pickled entries."""

import logging
import secrets
from datetime import datetime, timedelta
from typing import Any, cast

import redis
from rq_scheduler import Scheduler

from fsp.clock import from_epoch, utc_now
from fsp.errors import FspError
from fsp.periodic.schedule import SCHEDULE, Entry, last_tick
from fsp.queueing.enqueue import enqueue_once
from fsp.redis_ops import keys

log = logging.getLogger(__name__)

INTERVAL_SECONDS = 1
CATCH_UP = timedelta(hours=1)
"""How far back a scheduler that was away looks for a tick it missed."""

_RELEASE = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0"


class FspScheduler(Scheduler):  # type: ignore[misc]
    """Enqueues each tick of the schedule once, however many schedulers run."""

    def __init__(self, connection: redis.Redis) -> None:
        super().__init__(queue_name="high", connection=connection, interval=INTERVAL_SECONDS)
        self._owner = secrets.token_hex(8)

    def acquire_lock(self) -> bool:
        """Take the lock under this scheduler's own name, so that only it can let go of it."""
        expires = int(self._interval) + 10
        self._lock_acquired = bool(self.connection.set(self.scheduler_lock_key, self._owner, ex=expires, nx=True))
        return self._lock_acquired

    def remove_lock(self) -> None:
        """Let go of the lock if it is still ours."""
        if self._lock_acquired:
            self.connection.eval(_RELEASE, 1, self.scheduler_lock_key, self._owner)
            self._lock_acquired = False

    def enqueue_jobs(self) -> list[Any]:
        """Enqueue what is due now; one bad entry does not stop the rest."""
        now = utc_now()
        for entry in SCHEDULE:
            try:
                tick_if_due(self.connection, entry, now)
            except (FspError, ValueError):
                log.exception("schedule entry failed", extra={"job_type": entry.job_type})
        self.connection.set(keys.heartbeat("scheduler"), now.timestamp(), ex=3600)
        return []


def tick_if_due(connection: redis.Redis, entry: Entry, now: datetime) -> str | None:
    """Enqueue the latest tick since the last one; return its job id if this call was first."""
    remembered = cast(bytes | None, connection.get(keys.last_tick(entry.job_type)))
    after = max(from_epoch(float(remembered)), now - CATCH_UP) if remembered else now - timedelta(minutes=1)
    tick = last_tick(entry, after=after, until=now)
    if tick is None:
        return None
    # The job id carries the tick, so a crash between these two lines enqueues nothing twice.
    pushed = enqueue_once(connection, entry.job_type, {}, job_id=entry.tick_id(tick))
    connection.set(keys.last_tick(entry.job_type), tick.timestamp())
    return pushed.job_id if pushed.created else None
