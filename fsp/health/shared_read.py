"""One read that several checks of one process share: whoever comes first reads, the others take what was read."""

import threading
import time
from collections.abc import Callable, Mapping

from fsp.health.component import Component

FRESH_SECONDS = 1.0
"""Checks that begin together end within it; the next ones read again."""


class SharedRead:
    """Components by name, or the error instead of them."""

    def __init__(
        self, read: Callable[[], Mapping[str, Component]], *, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._read, self._monotonic = read, monotonic
        self._components: Mapping[str, Component] = {}
        self._error: Exception | None = None
        self._read_at = float("-inf")
        self._lock = threading.Lock()

    def component(self, name: str) -> Component:
        """Return one component; raise what the read has raised."""
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
