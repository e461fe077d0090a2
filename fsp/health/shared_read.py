"""One read that several checks of a process share: the first one reads, the others use its result."""

import threading
import time
from collections.abc import Callable, Mapping

from fsp.health.component import Component

FRESH_SECONDS = 1.0
"""Checks that start together finish within it. Later ones read again."""


class SharedRead:
    """Components by name, or the error of the read."""

    def __init__(
        self, read: Callable[[], Mapping[str, Component]], *, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._read, self._monotonic = read, monotonic
        self._components: Mapping[str, Component] = {}
        self._error: Exception | None = None
        self._read_at = float("-inf")
        self._lock = threading.Lock()

    def component(self, name: str) -> Component:
        """Return one component; raise the error of the read."""
        with self._lock:
            if self._monotonic() - self._read_at >= FRESH_SECONDS:
                self._read_again()
            if self._error is not None:
                raise self._error
            return self._components[name]

    def _read_again(self) -> None:
        self._error = None
        try:
            self._components = self._read()
        except Exception as error:  # noqa: BLE001  (each of the checks reports it)
            self._error = error
        self._read_at = self._monotonic()
