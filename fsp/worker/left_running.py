"""Programs that an attempt started and left running when its time was up: they would run beside the next attempt."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

PARENT_FIELD, STARTED_FIELD = 1, 19
"""Places in /proc/<pid>/stat after the name, which may hold blanks. Source: proc_pid_stat(5)."""

MAX_SEARCH_SECONDS = 10.0
"""Programs may start others during the search, so it is repeated until it finds none. This ends it whatever they do."""


@dataclass(frozen=True)
class _Process:
    pid: int
    parent: int
    started_seconds: float
    """Since the machine was started."""


def booted_seconds() -> float:
    """Return the time since the machine was started: the clock by which the system notes when a process began."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


def end_programs(since: float) -> int:
    """Kill what this process started at `since`, in booted_seconds, or later, and all they started; return how many."""
    stopped: set[int] = set()
    deadline = time.monotonic() + MAX_SEARCH_SECONDS
    while time.monotonic() < deadline:
        new = {process.pid for process in _descendants(os.getpid(), since)} - stopped
        if not new:
            break
        for pid in new:
            # What is stopped starts nothing more. Killed now, its newest child would no longer be known as its child.
            _send(pid, signal.SIGSTOP)
        stopped |= new
    for pid in stopped:
        _send(pid, signal.SIGKILL)
    for pid in stopped:
        with suppress(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)
    return len(stopped)


def _send(pid: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.kill(pid, number)


def _descendants(pid: int, since: float) -> list[_Process]:
    by_parent: dict[int, list[_Process]] = {}
    for process in _processes():
        by_parent.setdefault(process.parent, []).append(process)
    tick = 1 / os.sysconf("SC_CLK_TCK")
    left = [process for process in by_parent.get(pid, []) if process.started_seconds >= since - tick]
    descendants = []
    while left:
        process = left.pop()
        descendants.append(process)
        left += by_parent.get(process.pid, [])
    return descendants


def _processes() -> Iterator[_Process]:
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
            started = int(fields[STARTED_FIELD]) / os.sysconf("SC_CLK_TCK")
            yield _Process(int(folder.name), int(fields[PARENT_FIELD]), started)
        except (OSError, IndexError, ValueError):
            continue
