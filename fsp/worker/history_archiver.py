"""Archives finished jobs: immediately while the worker is idle, slowly while jobs run."""

import logging
import time
from collections.abc import Callable

import redis
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from fsp.dead_letters.unwritten import write_kept
from fsp.history.archive import archive_ended_jobs, has_ended_jobs
from fsp.history.sources import BATCH
from fsp.metrics.event_log import count_ended
from fsp.redis_ops import event_keys
from fsp.stores import db
from fsp.worker.interval import Interval

log = logging.getLogger(__name__)

EVERY_SECONDS = 1.0
BUSY_BATCH = 200
"""Rows per second while jobs run: enough for most systems, and at most 1 % of a CPU."""

FULL_BACKLOG = 20_000
"""Above this backlog it archives at full speed even while jobs run, because Redis would otherwise drop entries."""

AT_THE_END = 2_000
AWAY_SECONDS = 15.0


class HistoryArchiver:
    """Archives for one worker, in the worker's own process, with a new database connection each time."""

    def __init__(self, app: Flask, connection: redis.Redis, now: Callable[[], float] = time.monotonic) -> None:
        self._app = app
        self._connection = connection
        self._now = now
        self._interval = Interval(EVERY_SECONDS)
        self._not_before = float("-inf")

    def run_due(self, *, is_busy: bool) -> None:
        """Archive one batch if it is due."""
        if self._now() < self._not_before or not self._interval.is_due():
            return
        max_rows = BUSY_BATCH if is_busy and not self._has_full_backlog() else BATCH
        self._archive(max_rows, turns=1 if is_busy else 3)

    def end(self) -> None:
        """Count what has ended and archive a limited number of jobs. The rest is left to other workers."""
        count_ended(self._connection)
        self._archive(BATCH, turns=AT_THE_END // BATCH)

    def _has_full_backlog(self) -> bool:
        return self._connection.xlen(event_keys.EVENTS) > FULL_BACKLOG

    def _archive(self, max_rows: int, *, turns: int) -> None:
        has_letters = bool(self._connection.hlen(event_keys.UNWRITTEN_LETTERS))
        if not has_letters and not has_ended_jobs(self._connection):
            return
        try:
            with self._app.app_context():
                if has_letters:
                    write_kept(self._connection)
                for _ in range(turns):
                    if archive_ended_jobs(self._connection, max_rows) < max_rows:
                        break
                db.session.remove()
                # A later child must not inherit an open database connection.
                db.engine.dispose()
        except SQLAlchemyError as error:
            self._not_before = self._now() + AWAY_SECONDS
            log.warning("history not archived; it is kept in Redis", extra={"error": str(error)[:300]})
