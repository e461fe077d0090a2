"""A worker's watchman, in a process of its own: it watches also while the worker itself hangs, and never delays it."""

import os
import select
from dataclasses import dataclass, field

from flask import Flask

from fsp.alerts.watchman import Watchman
from fsp.extensions import connect_redis, db
from fsp.settings import Settings
from fsp.worker.child import Child
from fsp.worker.often import Often

START_AGAIN_AFTER_SECONDS = 10.0


@dataclass
class WatchProcess:
    """Starts the process, starts it again should it die, and ends it with the worker."""

    app: Flask
    settings: Settings
    _child: Child = field(default_factory=lambda: Child(range(0)))
    _start: Often = field(default_factory=lambda: Often(START_AGAIN_AFTER_SECONDS))

    def tend(self) -> None:
        """Keep it running; costs one system call."""
        if self._child.pipe >= 0 and select.select([self._child.pipe], [], [], 0)[0]:
            self._child.wait()
        if self._child.pipe < 0 and self._start.is_due():
            self._child.start(self._watch)

    def end(self) -> None:
        """Kill it: it holds nothing that another watchman would not take over."""
        if self._child.pipe >= 0:
            self._child.kill()
            self._child.wait()

    @property
    def pid(self) -> int | None:
        """Return its process id while it runs."""
        return self._child.pid if self._child.pipe >= 0 else None

    def _watch(self) -> None:
        with self.app.app_context():
            # Connections opened before the fork belong to the parent.
            db.engine.dispose(close=False)
        self.app.extensions["fsp_redis"] = connect_redis(self.settings)
        os.nice(5)
        Watchman(self.app).run()
