"""The watchman of a scheduler process: it probes FSP each half minute, and goes the alert round when nobody else can.

The round is a job, so without Redis or without a worker it would never be gone, and nobody be told of just that.
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

from fsp.alerts.channels.catalogue import configured_channels
from fsp.alerts.deliver import Outside, deliver_due
from fsp.alerts.rounds import go_round
from fsp.alerts.tick import EVERY, tick_of
from fsp.clock import utc_now
from fsp.extensions import current_redis, current_settings, db, end_reading
from fsp.health.checks import check_database, check_redis
from fsp.health.watch import Check, Watch
from fsp.metrics.probes import PROBE_SECONDS, Probe, record_probes
from fsp.models.alert_evaluation import AlertEvaluation

log = logging.getLogger(__name__)

MOST_KEPT = 2880
"""Probes kept while Redis is away: those of a day."""

OVERDUE = EVERY + timedelta(seconds=90)
"""When the last round is older than this, its job has not run."""


class Watchman:
    """One in each scheduler process; any number may watch, as each probe and each round counts once."""

    def __init__(
        self,
        app: Flask,
        *,
        now: Callable[[], datetime] = utc_now,
        pause: Callable[[float], None] = time.sleep,
        watch: Watch | None = None,
    ) -> None:
        self._app, self._now, self._pause = app, now, pause
        self._watch = watch or Watch(self._checks())
        self._kept: deque[Probe] = deque(maxlen=MOST_KEPT)
        self._began_at = now()
        self._last_round = tick_of(now())

    def start(self) -> None:
        """Watch in a thread of its own for as long as the process lives."""
        threading.Thread(target=self._run, name="watchman", daemon=True).start()

    def look(self) -> None:
        """Probe once, tell Redis, and go the round if it is overdue."""
        status = {part.name: part.status for part in self._watch.read()}
        self._kept.append(Probe(self._now(), is_up="unhealthy" not in status.values()))
        with self._app.app_context():
            self._tell_probes()
            if self._is_overdue(has_database=status["database"] != "unhealthy"):
                self._go_round()
            elif status["redis"] == "unhealthy" and status["database"] != "unhealthy":
                self._deliver()

    def _run(self) -> None:
        while True:
            try:
                self.look()
            except Exception:
                log.exception("the watchman could not look")
            time.sleep(PROBE_SECONDS)

    def _checks(self) -> dict[str, Check]:
        def inside(look: Callable[[], object]) -> Callable[[], object]:
            def with_context() -> object:
                with self._app.app_context():
                    return look()

            return with_context

        return {
            "database": Check(inside(check_database), 2),  # type: ignore[arg-type]
            "redis": Check(inside(lambda: check_redis(current_redis())), 1),  # type: ignore[arg-type]
        }

    def _tell_probes(self) -> None:
        kept = list(self._kept)
        try:
            record_probes(current_redis(), kept)
        except redis.exceptions.RedisError:
            return
        self._kept.clear()

    def _is_overdue(self, *, has_database: bool) -> bool:
        last = self._last_round
        if has_database:
            try:
                last = max(last, db.session.scalar(select(func.max(AlertEvaluation.tick))) or last)
                end_reading()
            except SQLAlchemyError:
                db.session.rollback()
        return self._now() - max(last, self._began_at) > OVERDUE

    def _go_round(self) -> None:
        self._last_round = tick_of(self._now())
        log.warning("the alert round is overdue; the scheduler goes it")
        try:
            go_round(current_redis(), current_settings(), now=self._now, pause=self._pause)
        except SQLAlchemyError as error:
            log.warning("the database is away", extra={"error": type(error).__name__})

    def _deliver(self) -> None:
        settings = current_settings()
        deliver_due(configured_channels(settings), Outside(self._now, random.random, settings.public_url))
