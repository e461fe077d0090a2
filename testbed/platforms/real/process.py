"""Processes of real servers: started in a group of their own, and stopped with it."""

import os
import signal
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

MAX_START_SECONDS = 90


@contextmanager
def running(command: list[str], *, folder: Path, log: Path, **variables: str) -> Iterator[int]:
    """Run a server within a block; yield the id of its process group. At the end the whole group is stopped."""
    environment = {**os.environ, **variables}
    with (
        log.open("wb") as output,
        subprocess.Popen(
            command, cwd=folder, env=environment, stdout=output, stderr=output, start_new_session=True
        ) as process,
    ):
        try:
            yield process.pid
        finally:
            _signal_group(process.pid, signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                process.wait(10)
            _signal_group(process.pid, signal.SIGKILL)


def wait_until(condition: str | Callable[[], bool], *, log: Path | None = None) -> None:
    """Wait until an address answers 2xx, or a condition holds; fail with the end of the log."""
    end = time.monotonic() + MAX_START_SECONDS
    while not (_answers(condition) if isinstance(condition, str) else condition()):
        if time.monotonic() > end:
            raise AssertionError(f"not ready: {condition}\n{log.read_text(errors='replace')[-3000:] if log else ''}")
        time.sleep(0.1)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return 200 <= int(answer.status) < 300
    except OSError:
        return False


def _signal_group(group: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)
