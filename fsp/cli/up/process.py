"""One supervised process: in its own process group, with prefixed output, restarted when it exits."""

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
"""Python without the current folder in its path, so that FSP never imports a local file such as random.py."""

QUICK_DEATH_SECONDS = 5.0
MAX_PAUSE_SECONDS = 4.0
LAST_LINES = 200
"""A crash report is long, and its cause is at the beginning."""


@dataclass
class Process:
    """A named command. Processes with a lower `order` stop first."""

    name: str
    command: list[str]
    order: int
    environment: dict[str, str] = field(default_factory=dict)
    liveness: Liveness | None = None
    """How the process shows that it works, not only that it exists."""
    stop_seconds: float | None = None
    """The time limit for its stop, if it differs from the default."""
    descriptors: tuple[int, ...] = ()
    """File descriptors that it inherits, such as a lock that must last as long as the process."""
    heal: Callable[[Sequence[str]], str] | None = None
    """Called with its last lines after it exits. It repairs the cause and returns what was done, or an empty string."""
    last_lines: deque[str] = field(default_factory=lambda: deque(maxlen=LAST_LINES))
    needs_redis: bool = False
    """Whether its main loop depends on Redis, so that its silence means nothing while Redis is down."""
    quick_deaths: int = 0
    started_at: float = 0.0
    start_again_at: float | None = None
    running: subprocess.Popen[bytes] | None = None

    def start(self, now: float) -> IO[bytes]:
        """Start the process; return the pipe with its output."""
        self.started_at, self.start_again_at = now, None
        variables, descriptors = self.liveness.prepare() if self.liveness else ({}, ())
        # Its own process group, so that only the supervisor receives Ctrl-C. The wrapper ends it with the supervisor.
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
        """Decide when to restart it: immediately, or after a delay that doubles while it keeps exiting early."""
        # Stop everything it left behind, such as gunicorn workers that hold the port.
        self.signal(signal.SIGKILL)
        self.running = None
        self.quick_deaths = self.quick_deaths + 1 if now - self.started_at < QUICK_DEATH_SECONDS else 0
        pause = 0.0 if self.quick_deaths < 2 else min(MAX_PAUSE_SECONDS, 0.25 * 2.0**self.quick_deaths)  # noqa: PLR2004
        self.start_again_at = now + pause
        return pause

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the process and everything it started."""
        if self.running is None:
            return
        try:
            os.killpg(self.running.pid, number)
        except ProcessLookupError:
            return

    def terminate(self) -> None:
        """Ask only the process itself to stop. It stops its own children."""
        if self.running is not None and self.running.poll() is None:
            self.running.terminate()
