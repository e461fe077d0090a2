"""A child process that runs one attempt and can be killed without harm to its worker."""

import ctypes
import os
import random
import select
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Exit:
    """How a child ended: its exit code, or minus the signal that killed it, and after how long."""

    code: int
    run_seconds: float


def start(work: Callable[[], None]) -> tuple[int, int]:
    """Fork a child that does the work; return its process id and a pipe that closes when it ends."""
    reader, writer = os.pipe()
    sys.stdout.flush()
    sys.stderr.flush()
    parent = os.getpid()
    pid = os.fork()
    if pid:
        os.close(writer)
        return pid, reader
    os.close(reader)
    _run(work, parent)
    return 0, 0


def wait(pid: int, pipe: int, *, tick_seconds: float, on_tick: Callable[[float], bool]) -> Exit:
    """Wait for the child, calling `on_tick(run_seconds)` in between; kill it as soon as that answers False."""
    started = time.monotonic()
    while not select.select([pipe], [], [], tick_seconds)[0]:
        if not on_tick(time.monotonic() - started):
            kill(pid)
    os.close(pipe)
    _, status = os.waitpid(pid, 0)
    return Exit(os.waitstatus_to_exitcode(status), time.monotonic() - started)


def kill(pid: int) -> None:
    """Kill the child and all it started."""
    try:
        os.killpg(pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        # It has ended, or has not yet made its own group.
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            return


def _run(work: Callable[[], None], parent: int) -> None:
    code = 1
    try:
        os.setpgrp()
        _die_with(parent)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        random.seed()
        work()
        code = 0
    except BaseException:  # noqa: BLE001  (a forked child must never return into its parent's code)
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stderr.flush()
        os._exit(code)


def _die_with(parent: int) -> None:
    # A child that outlived its killed worker would run beside the attempt that takes its place.
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
