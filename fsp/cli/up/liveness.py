"""How a supervised process shows that it lives: it beats on a pipe from its main loop, or it is asked and answers."""

import os
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Protocol

from fsp.lifeline import VARIABLE

ASK_EVERY_SECONDS = 2.0
READ_BYTES = 4096


class Liveness(Protocol):
    """What tells whether a process answers. `hung_after_seconds` is how long it may be silent."""

    hung_after_seconds: float

    def prepare(self) -> tuple[dict[str, str], tuple[int, ...]]:
        """Return what the process is started with: environment variables and descriptors."""

    def begin(self) -> None:
        """Note that the process was started."""

    def has_answered(self) -> bool:
        """Return whether it answered since this was last asked; never waits."""


@dataclass
class Beats:
    """A process that beats by itself, as `fsp.lifeline` does."""

    hung_after_seconds: float
    _reader: int = -1
    _writer: int = -1

    def prepare(self) -> tuple[dict[str, str], tuple[int, ...]]:
        """Make a fresh pipe, so that nothing an earlier process left behind beats in its place."""
        self._close()
        self._reader, self._writer = os.pipe()
        os.set_blocking(self._reader, False)
        return {VARIABLE: str(self._writer)}, (self._writer,)

    def begin(self) -> None:
        """Leave the end to write to the process alone."""
        os.close(self._writer)
        self._writer = -1

    def has_answered(self) -> bool:
        """Read the beats that came."""
        came = False
        with suppress(BlockingIOError):
            while os.read(self._reader, READ_BYTES):
                came = True
        return came

    def _close(self) -> None:
        for descriptor in (self._reader, self._writer):
            if descriptor >= 0:
                os.close(descriptor)
        self._reader = self._writer = -1


@dataclass
class Answers:
    """A process that is asked every two seconds, in a thread, as a question may hang."""

    ask: Callable[[], bool]
    hung_after_seconds: float
    _answered: threading.Event = field(default_factory=threading.Event)
    _asks: bool = False

    def prepare(self) -> tuple[dict[str, str], tuple[int, ...]]:
        """Return nothing: it is asked at its address."""
        return {}, ()

    def begin(self) -> None:
        """Ask from now on."""
        self._answered.clear()
        if not self._asks:
            self._asks = True
            threading.Thread(target=self._ask_on, name="ask", daemon=True).start()

    def has_answered(self) -> bool:
        """Return whether an answer came."""
        came = self._answered.is_set()
        self._answered.clear()
        return came

    def _ask_on(self) -> None:
        while True:
            if self.ask():
                self._answered.set()
            time.sleep(ASK_EVERY_SECONDS)
