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
"""A child whose pipe is closed has so long to end."""

SPENT_EXIT_CODE = 64
"""Told by a child that made place for a fresh one, so that nobody thinks it found nothing more to do."""


@dataclass
class Child:
    """One child and the slots its threads use; `pipe` closes when it ends."""

    slots: range
    pid: int = 0
    pipe: int = -1
    started_at: float = 0.0
    killed_slots: set[int] = field(default_factory=set)
    """Slots whose attempt ran past its limit, for which the worker killed the child."""
    cancelled_slots: set[int] = field(default_factory=set)
    """Slots whose job was cancelled, for which the worker killed the child."""
    was_killed: bool = False
    was_spent: bool = False
    """Whether it ended to make place for a fresh one."""
    done_before: int = 0
    """Attempts that had ended in its slots when it began: those of the children before it."""

    def start(self, work: Callable[[], bool | None]) -> None:
        """Fork the child and let it do the work, which returns whether it is spent; returns in the parent alone."""
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
        """Return how the child ended: its exit code, or minus the signal that killed it."""
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
        # Until the child is waited for, its number is that of its group: of what its jobs started, and of the child
        # itself if its job closed the pipe, or if its end hangs.
        self._kill_group()
        return os.waitpid(self.pid, 0)[1]

    def ask_to_stop(self) -> None:
        """Let the child finish what it runs and end."""
        self._signal(signal.SIGTERM)

    def kill(self) -> None:
        """Kill the child and all it started, also what has a session of its own."""
        self.was_killed = True
        end_process(self.pid)
        self._kill_group()

    def _kill_group(self) -> None:
        try:
            os.killpg(self.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            # It has ended, or has not yet made its own group.
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
        # Not ignored: programs that a job starts would ignore it, too.
        signal.signal(signal.SIGINT, lambda *_: None)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        random.seed()
        code = SPENT_EXIT_CODE if work() else 0
    except BaseException:  # noqa: BLE001  (a forked child must never return into its parent's code)
        sys.excepthook(*sys.exc_info())
    finally:
        _leave(code)


def _leave(code: int) -> None:
    """End the process whatever its jobs left behind: a child that went on would run its parent's shutdown."""
    try:
        for stream in (sys.stdout, sys.stderr):
            with suppress(Exception):
                stream.flush()
    finally:
        os._exit(code)


def _close_in_copies(pipe: int) -> None:
    """Let no process that a job forks hold the pipe open, as it would hide the end of the child."""
    pipes = [pipe]

    def close() -> None:
        with suppress(OSError):
            while pipes:
                os.close(pipes.pop())

    os.register_at_fork(after_in_child=close)


def _has_ended(pid: int) -> bool:
    """Return whether a child has ended; it can still be waited for. Where the system cannot say, it had its time."""
    if sys.platform != "linux":
        time.sleep(END_SECONDS / 10)
        return True
    return os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def _adopt_orphans() -> None:
    # A program that a job started stays known as such also when what started it has ended.
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)


def _die_with(parent: int) -> None:
    # A child that outlived its killed worker would run beside the attempt that takes its place.
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
