"""A worker's monitor in its own process: it works even while the worker hangs, and never delays it."""

import logging
import mmap
import os
import select
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from flask import Flask

from fsp.alerts.monitor import Monitor
from fsp.health.schema import SchemaWatch, WrongSchema
from fsp.redis_connections import connect_redis
from fsp.settings import Settings
from fsp.stores import db
from fsp.worker.child import Child
from fsp.worker.interval import Interval

log = logging.getLogger(__name__)

SCHEMA_LOOK_SECONDS = 1.0
START_AGAIN_AFTER_SECONDS = 10.0


@dataclass
class WatchProcess:
    """Starts the process, restarts it if it crashes, and ends it with the worker.

    It also checks the database schema, because a hanging database would keep the worker from renewing its leases.
    """

    app: Flask
    settings: Settings
    evaluate: Callable[..., object]
    _child: Child = field(default_factory=lambda: Child(range(0)))
    _has_other_schema: mmap.mmap = field(default_factory=lambda: mmap.mmap(-1, 1))
    _start: Interval = field(default_factory=lambda: Interval(START_AGAIN_AFTER_SECONDS))

    def tend(self) -> None:
        """Keep it running. It costs one system call."""
        if self._child.pipe >= 0 and select.select([self._child.pipe], [], [], 0)[0]:
            self._child.wait()
        if self._child.pipe < 0 and self._start.is_due():
            self._child.start(self._watch)

    def end(self) -> None:
        """Kill it. Another monitor takes over what it was doing."""
        if self._child.pipe >= 0:
            self._child.kill()
            self._child.wait()

    @property
    def pid(self) -> int | None:
        """Return its process id while it runs."""
        return self._child.pid if self._child.pipe >= 0 else None

    @property
    def has_other_schema(self) -> bool:
        """Return whether the database was migrated to another version of FSP."""
        return bool(self._has_other_schema[0])

    def _watch_schema(self) -> None:
        schema = SchemaWatch(self.app)
        while not self.has_other_schema:
            try:
                schema.require()
            except WrongSchema as error:
                log.error("this worker takes no more jobs and stops", extra={"error": str(error)})
                self._has_other_schema[0] = 1
            except Exception:
                log.exception("the monitor could not check the tables")
            time.sleep(SCHEMA_LOOK_SECONDS)

    def _watch(self) -> None:
        with self.app.app_context():
            # Connections opened before the fork belong to the parent.
            db.engine.dispose(close=False)
        self.app.extensions["fsp_redis"] = connect_redis(self.settings)
        os.nice(5)
        threading.Thread(target=self._watch_schema, name="schema-watch", daemon=True).start()
        Monitor(self.app, self.evaluate).run()
