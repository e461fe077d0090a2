"""Background tasks of a web process.

They start at its first request, because gunicorn forks after the application is built.
"""

import atexit
import logging
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from flask import Flask

log = logging.getLogger(__name__)


@dataclass
class Background:
    """Tasks by the seconds between their runs. Threads do not survive a fork, so each process starts its own."""

    app: Flask
    chores: list[tuple[float, Callable[[], object]]] = field(default_factory=list)
    _pid: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _ending: threading.Event = field(default_factory=threading.Event)

    def every(self, seconds: float, chore: Callable[[], object], *, also_at_exit: bool = False) -> None:
        """Run a task periodically inside an application context, and optionally once more at exit."""
        self.chores.append((seconds, chore))
        if also_at_exit:
            atexit.register(self._do, chore)

    def begin_with_first_request(self) -> None:
        """Start at the first request of this process."""
        self.app.before_request(self.begin)

    def begin(self) -> None:
        """Start the threads of this process, unless they are running."""
        if self._pid == os.getpid():
            return
        with self._lock:
            if self._pid == os.getpid():
                return
            self._pid = os.getpid()
        for seconds, chore in self.chores:
            name = f"background-{chore.__qualname__}"
            threading.Thread(target=self._repeat, args=(seconds, chore), name=name, daemon=True).start()

    def end(self) -> None:
        """Start no further task."""
        self._ending.set()

    def _repeat(self, seconds: float, chore: Callable[[], object]) -> None:
        while not self._ending.wait(seconds):
            self._do(chore)

    def _do(self, chore: Callable[[], object]) -> None:
        try:
            with self.app.app_context():
                chore()
        except Exception:
            log.exception("a background chore failed")
