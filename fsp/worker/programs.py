"""Programs that a process started: found in /proc, and ended together with all their descendants."""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

STATE_FIELD, PARENT_FIELD, STARTED_FIELD = 0, 1, 19
"""Positions in /proc/<pid>/stat after the name, which may contain spaces. Source: proc_pid_stat(5)."""

MAX_SEARCH_SECONDS = 10.0
"""Programs may start others during the search, so it is repeated until it finds none, up to this limit."""

MAX_REAP_SECONDS = 1.0
"""A killed process exits within milliseconds, unless it hangs in a system call."""

_OF_THIS_THREAD = 0x20000000
"""__WNOTHREAD: only processes started by this thread. Source: waitid(2)."""

_RESOURCE_TRACKER = b"multiprocessing.resource_tracker"
"""Python starts it once per process, restarts it with a warning, and it exits on its own."""


@dataclass(frozen=True)
class Program:
    """One process. `started_seconds` is relative to the boot of the machine."""

    pid: int
    name: str
    parent: int
    started_seconds: float
    is_running: bool


def booted_seconds() -> float:
    """Return the seconds since boot, the clock of process start times."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


def has_programs(*, of_thread: bool) -> bool:
    """Return whether this process, or only this thread, has a child that was not waited for. It takes 1 µs."""
    if sys.platform != "linux":
        return False
    options = os.WEXITED | os.WNOHANG | os.WNOWAIT | (_OF_THIS_THREAD if of_thread else 0)
    try:
        os.waitid(os.P_ALL, 0, options)
    except ChildProcessError:
        return False
    return True


def end_programs(since: float, *, of_thread: bool = False) -> list[Program]:
    """Kill what this process, or only this thread, started at `since` or later, with all descendants.

    `since` is in booted_seconds. Return the programs that were running.
    """
    tick = 1 / os.sysconf("SC_CLK_TCK")
    stopped = _stop(
        lambda: [
            program
            for program in (_started_by_thread() if of_thread else _started_by(os.getpid()))
            if program.started_seconds >= since - tick and not _is_resource_tracker(program.pid)
        ]
    )
    for program in stopped:
        _send(program.pid, signal.SIGKILL)
    _reap([program.pid for program in stopped])
    return [program for program in stopped if program.is_running]


def end_process(pid: int) -> None:
    """Kill another process with all its descendants."""
    _send(pid, signal.SIGSTOP)
    for program in _stop(lambda: _started_by(pid)):
        _send(program.pid, signal.SIGKILL)
    _send(pid, signal.SIGKILL)


def _stop(roots: Callable[[], list[Program]]) -> list[Program]:
    """Stop the roots and their descendants until no further ones appear, because a stopped process starts nothing.

    If one were killed now, its newest child would no longer be known as its child.
    """
    stopped: dict[int, Program] = {}
    deadline = time.monotonic() + MAX_SEARCH_SECONDS
    while time.monotonic() < deadline:
        new = [program for program in _with_descendants(roots()) if program.pid not in stopped]
        if not new:
            break
        for program in new:
            _send(program.pid, signal.SIGSTOP)
            stopped[program.pid] = program
    return list(stopped.values())


def _reap(pids: list[int]) -> None:
    """Wait for killed processes that are, or become, children of this one."""
    deadline = time.monotonic() + MAX_REAP_SECONDS
    while pids and time.monotonic() < deadline:
        pids = [pid for pid in pids if not _is_gone(pid)]
        time.sleep(0.001)


def _is_gone(pid: int) -> bool:
    try:
        return os.waitpid(pid, os.WNOHANG)[0] == pid
    except ChildProcessError:
        return not Path(f"/proc/{pid}").exists()


def _send(pid: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.kill(pid, number)


def _started_by(pid: int) -> list[Program]:
    return [program for program in _programs() if program.parent == pid]


def _started_by_thread() -> list[Program]:
    try:
        pids = Path(f"/proc/self/task/{threading.get_native_id()}/children").read_text(encoding="ascii").split()
    except OSError:
        return []
    return [program for program in map(_read, map(int, pids)) if program]


def _with_descendants(roots: list[Program]) -> list[Program]:
    by_parent: dict[int, list[Program]] = {}
    for program in _programs() if roots else ():
        by_parent.setdefault(program.parent, []).append(program)
    left, programs = list(roots), []
    while left:
        program = left.pop()
        programs.append(program)
        left += by_parent.get(program.pid, [])
    return programs


def _programs() -> Iterator[Program]:
    for folder in Path("/proc").glob("[0-9]*"):
        program = _read(int(folder.name))
        if program:
            yield program


def _read(pid: int) -> Program | None:
    try:
        head, _, tail = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")
        fields = tail.split()
        started = int(fields[STARTED_FIELD]) / os.sysconf("SC_CLK_TCK")
        name = head.partition("(")[2]
        return Program(pid, name, int(fields[PARENT_FIELD]), started, fields[STATE_FIELD] != "Z")
    except (OSError, IndexError, ValueError):
        return None


def _is_resource_tracker(pid: int) -> bool:
    try:
        return _RESOURCE_TRACKER in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False
