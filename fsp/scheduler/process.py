"""The scheduler: rq-scheduler's process and lock, with FSP's own list, job ids and JSON instead of pickled entries."""

import logging
import os
import secrets
import time
from datetime import datetime
from typing import Any

import redis
from flask import Flask
from rq_scheduler import Scheduler
from sqlalchemy.exc import SQLAlchemyError

from fsp import logs, tracing
from fsp.alerts.monitor import Monitor
from fsp.alerts.run_evaluation import run_evaluation
from fsp.core import core_app
from fsp.handlers import catalogue
from fsp.health.outages import cause_of, is_absence
from fsp.health.schema import SchemaWatch, require_schema_at_start
from fsp.inspection.flow_samples import take_sample
from fsp.lifeline import beat
from fsp.metrics.event_log import count_ended
from fsp.redis_connections import connect_redis
from fsp.redis_ops import process_keys
from fsp.redis_ops.host_clocks import note_clock
from fsp.redis_ops.shared_clock import is_off, shared_now
from fsp.scheduler.tick import tick
from fsp.schedules.schedule import Schedule, all_schedules
from fsp.schedules.scheduler_silence import REMEMBERED
from fsp.settings import Settings
from fsp.stores import db

log = logging.getLogger(__name__)

INTERVAL_SECONDS = 1

_RELEASE = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0"


class FspScheduler(Scheduler):  # type: ignore[misc]
    """Enqueues each tick of each schedule once, however many schedulers run."""

    def __init__(self, connection: redis.Redis, app: Flask) -> None:
        super().__init__(queue_name="high", connection=connection, interval=INTERVAL_SECONDS)
        self._app = app
        self._owner = secrets.token_hex(8)
        self._next: dict[str, datetime] = {}
        self._is_clock_off = False
        self._schema = SchemaWatch(app)

    def acquire_lock(self) -> bool:
        """Acquire the lock under this scheduler's own name, so that only it can release it."""
        beat()
        expires = int(self._interval) + 10
        self._lock_acquired = bool(self.connection.set(self.scheduler_lock_key, self._owner, ex=expires, nx=True))
        return self._lock_acquired

    def remove_lock(self) -> None:
        """Release the lock if this scheduler still holds it."""
        if not self._lock_acquired:
            return
        self._lock_acquired = False
        try:
            self.connection.eval(_RELEASE, 1, self.scheduler_lock_key, self._owner)
        except (redis.exceptions.ConnectionError, redis.exceptions.TimeoutError) as error:
            # The lock expires 11 s after it was acquired.
            log.warning("Redis is down", extra={"error": str(error)})

    def register_death(self) -> None:
        """Remove this scheduler's entry. Without Redis the entry expires, so a stop must not fail because of it."""
        try:
            super().register_death()
        except (redis.exceptions.ConnectionError, redis.exceptions.TimeoutError) as error:
            log.warning("Redis is down", extra={"error": str(error)})

    def enqueue_jobs(self) -> list[Any]:
        """Enqueue what is due. One bad schedule does not stop the others.

        Raise WrongSchema if the database was migrated to another version.
        """
        self._schema.require()
        # The workers do the same; without one, what they left is counted here.
        count_ended(self.connection, reader=self._owner)
        if not self._may_tick():
            return []
        now = shared_now(self.connection)
        for schedule in all_schedules():
            if now >= self._next.get(schedule.name, now):
                self.try_schedule(schedule, now)
        self.connection.set(process_keys.heartbeat("scheduler"), now.timestamp(), ex=REMEMBERED)
        # Workers do the same. The scheduler's samples cover queues without workers.
        take_sample(self.connection, now)
        return []

    def _may_tick(self) -> bool:
        """Return whether this host's clock can be trusted. If not, ticks are left to another scheduler."""
        skew = note_clock(self.connection, "scheduler")
        if is_off(skew) and not self._is_clock_off:
            log.error(
                "the clock is wrong; this scheduler does nothing until it is set",
                extra={"skew_seconds": round(skew.total_seconds())},
            )
        self._is_clock_off = is_off(skew)
        return not self._is_clock_off

    def _note_fault(self, schedule: Schedule, error: SQLAlchemyError) -> None:
        if is_absence(error):
            extra = {"schedule": schedule.name, "cause": cause_of(error)}
            log.warning("schedule waits: the database is down", extra=extra)
        else:
            log.error("schedule failed", exc_info=error, extra={"schedule": schedule.name})

    def try_schedule(self, schedule: Schedule, now: datetime) -> None:
        """Enqueue what is due for one schedule. On an error, leave it for the next pass."""
        try:
            with self._app.app_context():
                tick(self.connection, schedule, now)
        except (redis.exceptions.ConnectionError, redis.exceptions.TimeoutError):
            raise
        except SQLAlchemyError as error:
            # Retried each second: the database may be down for a while.
            self._note_fault(schedule, error)
        except Exception:
            log.exception("schedule failed", extra={"schedule": schedule.name})
            with self._app.app_context():
                db.session.rollback()
            return
        self._next[schedule.name] = next(schedule.ticks(now))


def run_scheduler(settings: Settings) -> None:
    """Tick until stopped, also while Redis is down."""
    logs.configure_unless_done(settings.log_level)
    catalogue.load(settings)
    tracing.configure(os.environ)
    app = core_app(settings)
    require_schema_at_start(app)
    Monitor(app, run_evaluation).start()
    while True:
        try:
            FspScheduler(connect_redis(settings), app).run()
        except (redis.exceptions.ConnectionError, redis.exceptions.TimeoutError) as error:
            log.warning("Redis is down", extra={"error": str(error)})
            beat()
            time.sleep(0.5)
