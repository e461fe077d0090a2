"""The process state that every job must find unchanged: captured once, restored after each job.

With several threads it is restored when none of them runs a job, because another job may need it. State that cannot be
restored ends the child after its jobs, and a new one replaces it.
"""

import logging
import threading
from collections.abc import Sequence
from typing import Protocol, Self

from fsp.jobs.error_text import class_name_of
from fsp.worker.logging_state import LoggingState
from fsp.worker.settings_of_process import SettingsOfProcess
from fsp.worker.signals import Signals
from fsp.worker.streams import Streams

log = logging.getLogger(__name__)


class Part(Protocol):
    """One part of the state, captured at creation."""

    def restore(self) -> None:
        """Restore it. It takes microseconds if nothing was changed."""


class ProcessState:
    """All parts of one child's state, and the number of jobs that run on it."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self._parts = parts
        self._lock = threading.Lock()
        self._running = 0
        self._is_shared = False
        self.is_lost = False
        """Whether something could not be put back."""

    @property
    def is_shared(self) -> bool:
        """Return whether more than one job has run since the state was last restored."""
        return self._is_shared

    def of_a_job(self) -> Self:
        """Return a context in which a job uses the process. The state is restored after the last job."""
        return self

    def __enter__(self) -> None:
        with self._lock:
            self._running += 1
            self._is_shared = self._is_shared or self._running > 1

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._running -= 1
            if self._running == 0:
                self._restore()
                self._is_shared = False

    def _restore(self) -> None:
        for part in self._parts:
            try:
                part.restore()
            except BaseException as error:  # noqa: BLE001  (a job may have left anything behind)
                self.is_lost = True
                _tell(error)


def take_state(*, has_signals: bool) -> ProcessState:
    """Capture the state of this process.

    `has_signals` says whether jobs run in the thread that can change signal handlers.
    """
    # The streams first: later failures are logged.
    parts: list[Part] = [Streams(), LoggingState(), SettingsOfProcess()]
    return ProcessState([*parts, Signals()] if has_signals else parts)


def _tell(error: BaseException) -> None:
    try:
        log.warning("a job left the process changed for good", extra={"error": class_name_of(error)})
    except Exception:  # noqa: BLE001  (what log lines go to may be what was lost)
        return
