"""One supervised process: started in a group of its own, its lines prefixed, restarted when it dies."""

import os
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import IO

from fsp.cli.up.liveness import Liveness

PYTHON = (sys.executable, "-P")
"""Python without the current folder in its path: a file there, such as a random.py, must not be imported by FSP."""

QUICK_DEATH_SECONDS = 5.0
MAX_PAUSE_SECONDS = 4.0
LAST_LINES = 200
"""A crash report is long, and its cause stands at its beginning."""


@dataclass
class Process:
    """A command under a name. `order` says when it stops: lower first."""

    name: str
    command: list[str]
    order: int
    environment: dict[str, str] = field(default_factory=dict)
    liveness: Liveness | None = None
    """How it shows that it lives, beyond that it exists."""
    stop_seconds: float | None = None
    """How long it may take to stop, if not as long as others."""
    descriptors: tuple[int, ...] = ()
    """Open files that it inherits, such as a lock that must last as long as it does."""
    heal: Callable[[Sequence[str]], str] | None = None
    """Called with its last lines when it has died: mends what stopped it and returns what was done, or nothing."""
    last_lines: deque[str] = field(default_factory=lambda: deque(maxlen=LAST_LINES))
    needs_redis: bool = False
    """Whether its main loop waits for Redis, so that its silence says nothing while that is silent."""
    quick_deaths: int = 0
    started_at: float = 0.0
    start_again_at: float | None = None
    running: subprocess.Popen[bytes] | None = None

    def start(self, now: float) -> IO[bytes]:
        """Start it; return the pipe of its lines."""
        self.started_at, self.start_again_at = now, None
        variables, descriptors = self.liveness.prepare() if self.liveness else ({}, ())
        # A group of its own keeps Ctrl-C for the supervisor alone; the wrapper ties its life to ours.
        self.running = subprocess.Popen(  # noqa: S603  (FSP's own commands)
            [*PYTHON, "-m", "fsp.cli.up.tied", str(os.getpid()), *self.command],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            env={**os.environ, **self.environment, **variables},
            pass_fds=(*descriptors, *self.descriptors),
        )
        if self.liveness:
            self.liveness.begin()
        if self.running.stdout is None:
            raise RuntimeError("a pipe was asked for")
        return self.running.stdout

    def note_death(self, now: float) -> float:
        """Decide when to start it again: at once, or after a pause that doubles while it keeps dying young."""
        # Whatever it left behind, such as gunicorn's workers holding the port, goes with it.
        self.signal(signal.SIGKILL)
        self.running = None
        self.quick_deaths = self.quick_deaths + 1 if now - self.started_at < QUICK_DEATH_SECONDS else 0
        pause = 0.0 if self.quick_deaths < 2 else min(MAX_PAUSE_SECONDS, 0.25 * 2.0**self.quick_deaths)  # noqa: PLR2004
        self.start_again_at = now + pause
        return pause

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the process and all it started."""
        if self.running is None:
            return
        try:
            os.killpg(self.running.pid, number)
        except ProcessLookupError:
            return

    def terminate(self) -> None:
        """Ask the process itself to stop; it stops its own children."""
        if self.running is not None and self.running.poll() is None:
            self.running.terminate()
