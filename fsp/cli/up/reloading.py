"""A graceful reload: a new web process starts next to the old one, which stops once the new one serves requests."""

import os
import select
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from fsp.cli.up.process import Process

START_SECONDS = 60.0
FINISH_SECONDS = 35.0
"""The time limit for the old process to finish its requests, longer than gunicorn's own limit."""


class Host(Protocol):
    """What a reload needs from the supervisor."""

    processes: list[Process]

    def start(self, process: Process) -> None:
        """Start a process and print its output. It is not restarted."""

    def say(self, line: str) -> None:
        """Print a line."""


@dataclass
class Reloading:
    """Reloads the process with one name.

    `make` returns a new process, which writes to the given pipe when it is ready.
    """

    name: str
    make: Callable[[int], Process]
    now: Callable[[], float] = time.monotonic
    is_requested: bool = False
    _fresh: Process | None = None
    _pipe: int = -1
    _deadline: float = 0.0
    _old: list[tuple[Process, float]] = field(default_factory=list)

    @property
    def others(self) -> list[Process]:
        """Return the processes under its control until they take over or exit."""
        return [*([self._fresh] if self._fresh else []), *(process for process, _ in self._old)]

    def step(self, host: Host) -> None:
        """Perform the next step; never blocks."""
        self._forget_ended()
        if self._fresh is not None:
            self._look(host, self._fresh)
        elif self.is_requested:
            self.is_requested = False
            self._begin(host)

    def _begin(self, host: Host) -> None:
        self._pipe, writer = os.pipe()
        fresh = self._fresh = self.make(writer)
        self._deadline = self.now() + START_SECONDS
        host.say(f"starting a new {self.name} beside the old one")
        host.start(fresh)
        os.close(writer)
        # After a restart following a crash, nobody waits for the message.
        fresh.descriptors = tuple(number for number in fresh.descriptors if number != writer)

    def _look(self, host: Host, fresh: Process) -> None:
        has_ended = fresh.running is None or fresh.running.poll() is not None
        if not has_ended and select.select([self._pipe], [], [], 0)[0] and os.read(self._pipe, 1):
            self._put_in_place(host, fresh)
        elif has_ended or self.now() >= self._deadline:
            fresh.signal(signal.SIGKILL)
            host.say(f"the new {self.name} does not start; the old one continues")
        else:
            return
        os.close(self._pipe)
        self._fresh = None

    def _put_in_place(self, host: Host, fresh: Process) -> None:
        places = [place for place, process in enumerate(host.processes) if process.name == self.name]
        for place in places:
            old, host.processes[place] = host.processes[place], fresh
            old.terminate()
            self._old.append((old, self.now() + FINISH_SECONDS))
        host.say(f"the new {self.name} serves; the old one finishes its requests and stops")

    def _forget_ended(self) -> None:
        for old, deadline in self._old:
            if self.now() >= deadline:
                old.signal(signal.SIGKILL)
        self._old = [
            (old, deadline) for old, deadline in self._old if old.running is not None and old.running.poll() is None
        ]
