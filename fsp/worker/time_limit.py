"""Ends a job at its time limit from inside: with an alarm in the main thread, with an exception in others.

Neither reaches code that never returns to Python, or that swallows the exception. The worker kills those from outside.
"""

import ctypes
import signal
import threading
import time
from types import FrameType
from typing import Protocol

from fsp.errors import TimeLimitExceeded
from fsp.worker.signals import handler_of

_ALARM = int(signal.SIGALRM)


class TimeLimit(Protocol):
    """Raises TimeLimitExceeded in the thread that called `begin`, unless `end` is called in time."""

    def begin(self, seconds: float) -> None:
        """Start the time."""

    def end(self) -> None:
        """Stop the time. Nothing is raised after this."""


class AlarmLimit:
    """For the main thread: the kernel's alarm interrupts even a blocking system call."""

    def __init__(self) -> None:
        self._is_running = False
        self._handler = self._ring
        signal.signal(signal.SIGALRM, self._handler)

    def begin(self, seconds: float) -> None:
        """Start the time."""
        if handler_of(_ALARM) is not self._handler:
            # The previous job may have installed its own handler.
            signal.signal(signal.SIGALRM, self._handler)
        self._is_running = True
        signal.setitimer(signal.ITIMER_REAL, seconds)

    def end(self) -> None:
        """Stop the time."""
        self._is_running = False
        signal.setitimer(signal.ITIMER_REAL, 0)

    def _ring(self, _signal: int, _frame: FrameType | None) -> None:
        # An alarm that the job set itself may fire after its attempt.
        if self._is_running:
            self._is_running = False
            raise TimeLimitExceeded


class ThreadLimit:
    """For any thread: another thread calls `check` periodically, and the exception is raised at the next line of
    Python.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._thread = 0
        self._deadline: float | None = None
        self._is_sent = False

    def begin(self, seconds: float) -> None:
        """Start the time."""
        with self._lock:
            self._thread, self._deadline = threading.get_ident(), time.monotonic() + seconds

    def end(self) -> None:
        """Stop the time."""
        with self._lock:
            self._deadline = None
            if not self._is_sent:
                return
            self._is_sent = False
            # An exception that was sent but not raised yet is withdrawn.
            ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(threading.get_ident()), None)

    def check(self, now: float) -> None:
        """Raise in the thread if its time is up."""
        with self._lock:
            if self._deadline is not None and now >= self._deadline:
                self._deadline, self._is_sent = None, True
                error = ctypes.py_object(TimeLimitExceeded)
                ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(self._thread), error)
