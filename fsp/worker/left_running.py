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

TIMES = 3
"""A program may start others while it is looked for."""


@dataclass(frozen=True)
class _Process:
    pid: int
    parent: int
    started_seconds: float
    """Since the machine was started."""


def end_programs(run_seconds: float) -> int:
    """Kill what this process started within the last so many seconds, and what that started; return how many."""
    since = time.clock_gettime(time.CLOCK_BOOTTIME) - run_seconds
    killed: set[int] = set()
    for _ in range(TIMES):
        left = [process for process in _descendants(os.getpid(), since) if process.pid not in killed]
        for process in left:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(process.pid, signal.SIGKILL)
            killed.add(process.pid)
        if not left:
            break
    for pid in killed:
        with suppress(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)
    return len(killed)


def _descendants(pid: int, since: float) -> list[_Process]:
    by_parent: dict[int, list[_Process]] = {}
    for process in _processes():
        by_parent.setdefault(process.parent, []).append(process)
    tick = 1 / os.sysconf("SC_CLK_TCK")
    left = [process for process in by_parent.get(pid, []) if process.started_seconds >= since - tick]
    found = []
    while left:
        process = left.pop()
        found.append(process)
        left += by_parent.get(process.pid, [])
    return found


def _processes() -> Iterator[_Process]:
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
            started = int(fields[STARTED_FIELD]) / os.sysconf("SC_CLK_TCK")
            yield _Process(int(folder.name), int(fields[PARENT_FIELD]), started)
        except (OSError, IndexError, ValueError):
            continue
