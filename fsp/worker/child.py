"""A child process of a worker: forked, long-lived, killable, and never outliving its parent."""

import ctypes
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from fsp.worker.programs import end_process

PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36

END_SECONDS = 5.0
"""The time for a child to exit after its pipe was closed."""

SPENT_EXIT_CODE = 64
"""The exit code of a child that makes room for a new one, so that it is not mistaken for an idle one."""


@dataclass
class Child:
    """A child and the slots of its threads. `pipe` closes when it exits."""

    slots: range
    pid: int = 0
    pipe: int = -1
    started_at: float = 0.0
    killed_slots: set[int] = field(default_factory=set)
    """Slots whose attempt exceeded its time limit, for which the worker killed the child."""
    cancelled_slots: set[int] = field(default_factory=set)
    """Slots whose job was cancelled, for which the worker killed the child."""
    was_killed: bool = False
    was_spent: bool = False
    """Whether it exited to make room for a new child."""
    done_before: int = 0
    """Attempts in its slots before it started: those of earlier children."""

    def start(self, work: Callable[[], bool | None]) -> None:
        """Fork the child and run `work` in it, which returns whether the child is spent. Returns in the parent only."""
        self.started_at, self.was_killed, self.was_spent = time.monotonic(), False, False
        self.killed_slots, self.cancelled_slots = set(), set()
        reader, writer = os.pipe()
        sys.stdout.flush()
        sys.stderr.flush()
        parent = os.getpid()
        self.pid = os.fork()
        if self.pid:
            os.close(writer)
            self.pipe = reader
            return
        os.close(reader)
        _close_in_copies(writer)
        _run(work, parent)

    def wait(self) -> int:
        """Return how the child exited: its exit code, or minus the signal that killed it."""
        os.close(self.pipe)
        self.pipe = -1
        status = self._wait()
        code = os.waitstatus_to_exitcode(status)
        self.was_spent = code == SPENT_EXIT_CODE
        return 0 if self.was_spent else code

    def _wait(self) -> int:
        give_up_at = time.monotonic() + END_SECONDS
        while time.monotonic() < give_up_at and not _has_ended(self.pid):
            time.sleep(0.001)
        # Until the child is waited for, its id is that of its process group: of what its jobs started, and of the child
        # itself if a job closed the pipe, or if its exit hangs.
        self._kill_group()
        return os.waitpid(self.pid, 0)[1]

    def ask_to_stop(self) -> None:
        """Let the child finish its jobs and exit."""
        self._signal(signal.SIGTERM)

    def kill(self) -> None:
        """Kill the child and everything it started, including processes with their own session."""
        self.was_killed = True
        end_process(self.pid)
        self._kill_group()

    def _kill_group(self) -> None:
        try:
            os.killpg(self.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            # It has exited, or has not created its process group yet.
            self._signal(signal.SIGKILL)

    def _signal(self, number: signal.Signals) -> None:
        try:
            os.kill(self.pid, number)
        except ProcessLookupError:
            return


def _run(work: Callable[[], bool | None], parent: int) -> None:
    code = 1
    try:
        os.setpgrp()
        _die_with(parent)
        _adopt_orphans()
        # Not ignored, because programs that a job starts would ignore it too.
        signal.signal(signal.SIGINT, lambda *_: None)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        random.seed()
        code = SPENT_EXIT_CODE if work() else 0
    except BaseException:  # noqa: BLE001  (a forked child must never return into its parent's code)
        sys.excepthook(*sys.exc_info())
    finally:
        _leave(code)


def _leave(code: int) -> None:
    """Exit whatever its jobs left behind: otherwise the child would run its parent's shutdown."""
    try:
        for stream in (sys.stdout, sys.stderr):
            with suppress(Exception):
                stream.flush()
    finally:
        os._exit(code)


def _close_in_copies(pipe: int) -> None:
    """Close the pipe in processes that a job forks, because it would hide the exit of the child."""
    pipes = [pipe]

    def close() -> None:
        with suppress(OSError):
            while pipes:
                os.close(pipes.pop())

    os.register_at_fork(after_in_child=close)


def _has_ended(pid: int) -> bool:
    """Return whether a child has exited but can still be waited for. If that is unknown, assume it."""
    if sys.platform != "linux":
        time.sleep(END_SECONDS / 10)
        return True
    return os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def _adopt_orphans() -> None:
    # A program that a job started is recognised even after its parent has exited.
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)


def _die_with(parent: int) -> None:
    # A child that outlived its killed worker would run in parallel with the attempt that replaces its own.
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
