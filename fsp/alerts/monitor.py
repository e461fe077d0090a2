"""The monitor probes FSP every half minute, and evaluates alerts when nothing else does.

The scheduler enqueues the evaluation as a job and a worker runs it. Without the monitor, nobody would be notified of a
crashed or hanging scheduler, of missing workers, or of Redis. Each web, worker and scheduler process has its own
monitor.
"""

import logging
import random
import threading
import time
from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta

import redis
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from fsp.alerts.attempt import DeliveryContext
from fsp.alerts.channels.catalogue import configured_channels
from fsp.alerts.deliver import deliver_due
from fsp.alerts.timing import EVERY, tick_of
from fsp.clock import utc_now
from fsp.conditions.collect import or_none
from fsp.conditions.limits import SCHEDULER_SILENT_SECONDS
from fsp.core import current_settings
from fsp.health.stores import check_database, check_redis
from fsp.health.watch import Check, Watch
from fsp.metrics.probes import PROBE_SECONDS, Probe, record_probes
from fsp.models.alert_evaluation import AlertEvaluation
from fsp.models.alert_kinds import NoticeState
from fsp.models.alert_notice import AlertNotice
from fsp.redis_ops import process_keys
from fsp.redis_ops.host_clocks import note_clock
from fsp.redis_ops.shared_clock import corrected
from fsp.schedules.schedule import all_schedules
from fsp.schedules.scheduler_silence import read_silence
from fsp.schedules.sightings import sight
from fsp.stores import current_redis, db, end_reading

log = logging.getLogger(__name__)

MAX_PROBES_KEPT = 2880
"""Probes stored while Redis is down: those of a day."""

OVERDUE = EVERY + timedelta(seconds=90)
"""If the last evaluation is older, its job has not run. Without a scheduler it is not even enqueued."""

STARTING = timedelta(seconds=90)
"""A process that has just started may be ahead of the scheduler and the workers."""

UNDELIVERED = timedelta(seconds=60)
"""A notification that has been due for longer has no deliverer."""

LEASE_SECONDS = 90
"""Longer than an evaluation takes. While one monitor evaluates, no other does."""


class Monitor:
    """One per process. Any number may run, because each probe, evaluation and notification counts once.

    `evaluate` is `run_evaluation`. `part` is the kind of process under which its clock is recorded, empty for processes
    that record it themselves.
    """

    def __init__(
        self,
        app: Flask,
        evaluate: Callable[..., object],
        *,
        now: Callable[[], datetime] = utc_now,
        pause: Callable[[float], None] = time.sleep,
        watch: Watch | None = None,
        part: str = "",
    ) -> None:
        self._app, self._evaluate, self._now, self._pause, self._part = app, evaluate, now, pause, part
        self._watch = watch or Watch(self._checks())
        self._probes: deque[Probe] = deque(maxlen=MAX_PROBES_KEPT)
        self._began_at: datetime | None = None
        self._last_tick: datetime | None = None
        self._has_noted_schedules = False

    def start(self) -> None:
        """Run in a thread for the lifetime of the process."""
        threading.Thread(target=self.run, name="monitor", daemon=True).start()

    def run(self) -> None:
        """Check every half minute, forever."""
        while True:
            try:
                self.check()
            except Exception:
                log.exception("the monitor could not check")
            time.sleep(PROBE_SECONDS)

    def check(self) -> None:
        """Probe once, record it in Redis, evaluate if that is overdue, and send what nothing else sends."""
        status = {part.name: part.status for part in self._watch.read()}
        has_database, has_redis = (status[name] != "unhealthy" for name in ("database", "redis"))
        with self._app.app_context():
            now = corrected(current_redis(), self._now) if has_redis else self._now
            self._probes.append(Probe(now(), is_up="unhealthy" not in (status["database"], status["redis"])))
            self._record_probes()
            if has_database:
                self._note_schedules(now())
            if self._is_overdue(now(), has_database=has_database, has_redis=has_redis):
                self._run_evaluation(now)
            elif has_database and (not has_redis or or_none(lambda: _has_undelivered(now()))):
                self._deliver(now)

    def _checks(self) -> dict[str, Check]:
        def inside(check: Callable[[], object]) -> Callable[[], object]:
            def with_context() -> object:
                with self._app.app_context():
                    return check()

            return with_context

        return {
            "database": Check(inside(check_database), 2),  # type: ignore[arg-type]
            "redis": Check(inside(lambda: check_redis(current_redis())), 1),  # type: ignore[arg-type]
        }

    def _record_probes(self) -> None:
        probes = list(self._probes)
        try:
            record_probes(current_redis(), probes)
            if self._part:
                note_clock(current_redis(), self._part)
        except redis.exceptions.RedisError:
            return
        self._probes.clear()

    def _note_schedules(self, now: datetime) -> None:
        """Record which schedules exist from now on. The scheduler also does that, but may never have started."""
        if self._has_noted_schedules:
            return
        sightings = or_none(lambda: sight((schedule.name for schedule in all_schedules()), now))
        self._has_noted_schedules = sightings is not None

    def _is_overdue(self, now: datetime, *, has_database: bool, has_redis: bool) -> bool:
        self._began_at = self._began_at or now
        evaluated = or_none(_newest_tick) if has_database else None
        last = max((tick for tick in (self._last_tick, evaluated) if tick), default=None)
        if now - self._began_at < STARTING:
            return False
        # A process that has never seen an evaluation counts from its own start.
        is_silent = has_redis and or_none(lambda: _is_scheduler_silent(now))
        return now - (last or self._began_at) >= (EVERY if is_silent else OVERDUE)

    def _run_evaluation(self, now: Callable[[], datetime]) -> None:
        tick = tick_of(now())
        if not self._claims_evaluation(tick):
            return
        self._last_tick = tick
        log.warning("the alert evaluation is overdue; this process runs it")
        try:
            self._evaluate(current_redis(), current_settings(), now=self._now, pause=self._pause)
        except SQLAlchemyError as error:
            log.warning("the database is down", extra={"error": type(error).__name__})

    def _claims_evaluation(self, tick: datetime) -> bool:
        """Return whether no other process evaluates now. Without Redis the database decides who evaluates."""
        try:
            return bool(
                current_redis().set(process_keys.alert_round(int(tick.timestamp())), 1, nx=True, ex=LEASE_SECONDS)
            )
        except redis.exceptions.RedisError:
            return True

    def _deliver(self, now: Callable[[], datetime]) -> None:
        settings = current_settings()
        deliver_due(configured_channels(settings), DeliveryContext(now, random.random, settings.public_url))


def _newest_tick() -> datetime | None:
    tick = db.session.scalar(select(func.max(AlertEvaluation.tick)))
    end_reading()
    return tick


def _is_scheduler_silent(now: datetime) -> bool:
    return read_silence(current_redis(), now).seconds > SCHEDULER_SILENT_SECONDS


def _has_undelivered(now: datetime) -> bool:
    waiting = AlertNotice.state == NoticeState.WAITING, AlertNotice.due_at < now - UNDELIVERED
    notice_id = db.session.scalar(select(AlertNotice.id).where(*waiting).limit(1))
    end_reading()
    return notice_id is not None
