"""Ending a job whose time is up from inside: by an alarm in the main thread, by an exception in any other.

Neither reaches code that never returns to Python, or that swallows the exception; the worker kills those from outside.
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
    """Raises TimeLimitExceeded in the thread that began, unless it ends in time."""

    def begin(self, seconds: float) -> None:
        """Start the time."""

    def end(self) -> None:
        """Stop the time; nothing is raised from here on."""


class AlarmLimit:
    """For the main thread: the kernel's alarm interrupts even a blocked system call."""

    def __init__(self) -> None:
        self._is_running = False
        self._handler = self._ring
        signal.signal(signal.SIGALRM, self._handler)

    def begin(self, seconds: float) -> None:
        """Start the time."""
        if handler_of(_ALARM) is not self._handler:
            # The job before has put a handler of its own in place.
            signal.signal(signal.SIGALRM, self._handler)
        self._is_running = True
        signal.setitimer(signal.ITIMER_REAL, seconds)

    def end(self) -> None:
        """Stop the time."""
        self._is_running = False
        signal.setitimer(signal.ITIMER_REAL, 0)

    def _ring(self, _signal: int, _frame: FrameType | None) -> None:
        # An alarm the job set itself may ring when its attempt is over.
        if self._is_running:
            self._is_running = False
            raise TimeLimitExceeded


class ThreadLimit:
    """For any thread: another one calls `check` now and then, and the exception comes at the next line of Python."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._thread = 0
        self._deadline: float | None = None

    def begin(self, seconds: float) -> None:
        """Start the time."""
        with self._lock:
            self._thread, self._deadline = threading.get_ident(), time.monotonic() + seconds

    def end(self) -> None:
        """Stop the time."""
        with self._lock:
            self._deadline = None
            # One that was sent but has not yet come is taken back.
            ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(threading.get_ident()), None)

    def check(self, now: float) -> None:
        """Raise in the thread if its time is up."""
        with self._lock:
            if self._deadline is not None and now >= self._deadline:
                self._deadline = None
                error = ctypes.py_object(TimeLimitExceeded)
                ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(self._thread), error)
