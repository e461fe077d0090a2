"""How a supervised process shows that it works: it sends beats through a pipe, or it responds to requests."""

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
    """Reports whether a process responds. `hung_after_seconds` is the longest allowed silence."""

    hung_after_seconds: float

    def prepare(self) -> tuple[dict[str, str], tuple[int, ...]]:
        """Return the environment variables and file descriptors for the new process."""

    def begin(self) -> None:
        """Record that the process was started."""

    def has_answered(self) -> bool:
        """Return whether the process responded since the last call; never blocks."""


@dataclass
class Beats:
    """A process that sends beats, as `fsp.lifeline` does."""

    hung_after_seconds: float
    _reader: int = -1
    _writer: int = -1

    def prepare(self) -> tuple[dict[str, str], tuple[int, ...]]:
        """Create a new pipe, so that a leftover of an earlier process cannot send beats."""
        self._close()
        self._reader, self._writer = os.pipe()
        os.set_blocking(self._reader, False)
        return {VARIABLE: str(self._writer)}, (self._writer,)

    def begin(self) -> None:
        """Close the writing end, which only the process needs."""
        os.close(self._writer)
        self._writer = -1

    def has_answered(self) -> bool:
        """Read the received beats."""
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
    """A process that is queried every two seconds in a thread, because a query may hang."""

    ask: Callable[[], bool]
    hung_after_seconds: float
    _answered: threading.Event = field(default_factory=threading.Event)
    _asks: bool = False

    def prepare(self) -> tuple[dict[str, str], tuple[int, ...]]:
        """Return nothing, because the process is queried at its address."""
        return {}, ()

    def begin(self) -> None:
        """Start to query the process."""
        self._answered.clear()
        if not self._asks:
            self._asks = True
            threading.Thread(target=self._ask_on, name="ask", daemon=True).start()

    def has_answered(self) -> bool:
        """Return whether it has responded."""
        came = self._answered.is_set()
        self._answered.clear()
        return came

    def _ask_on(self) -> None:
        while True:
            if self.ask():
                self._answered.set()
            time.sleep(ASK_EVERY_SECONDS)
