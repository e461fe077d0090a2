"""The signal handling of a child: restored if a job changed it, and not inherited by what a job starts."""

import importlib
import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

_beneath: Any = importlib.import_module("_signal")
"""The module under `signal`, which wraps each response in an enum.

After every job that would cost more than the rest.
"""

WATCHED = (
    *(signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGQUIT),
    *(signal.SIGCHLD, signal.SIGPIPE, signal.SIGUSR1, signal.SIGUSR2),
)
"""The alarm is set again for each job (see `time_limit`)."""


def handler_of(number: int) -> Any:
    """Return the handler of a signal."""
    return _beneath.getsignal(number)


class Signals:
    """The handlers and the blocked signals of the main thread at the time of creation."""

    def __init__(self) -> None:
        self._handlers = [(int(number), _beneath.getsignal(number)) for number in WATCHED]
        self._blocked = _beneath.pthread_sigmask(signal.SIG_BLOCK, ())

    def restore(self) -> None:
        """Restore changed handlers."""
        for number, handler in self._handlers:
            if _beneath.getsignal(number) != handler:
                signal.signal(number, handler)
        if _beneath.pthread_sigmask(signal.SIG_BLOCK, ()) != self._blocked:
            signal.pthread_sigmask(signal.SIG_SETMASK, self._blocked)


@contextmanager
def stop_signals(handler: Callable[[int, FrameType | None], None]) -> Iterator[None]:
    """Call a handler for SIGINT and SIGTERM within the block."""
    before = {number: signal.signal(number, handler) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, former in before.items():
            signal.signal(number, former)


def keep_from_forked() -> None:
    """Let processes forked from this one die of SIGTERM. With its handler they would only record it."""
    os.register_at_fork(before=_hold, after_in_parent=_let_go, after_in_child=_use_defaults)


class _Held(threading.local):
    blocked: set[signal.Signals | int] | None = None
    """What this thread blocked before the fork."""


_held = _Held()


def _hold() -> None:
    # A signal between the fork and the change of its handler would be lost.
    _held.blocked = set(signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM}))


def _let_go() -> None:
    if _held.blocked is not None:
        signal.pthread_sigmask(signal.SIG_SETMASK, _held.blocked)


def _use_defaults() -> None:
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    _let_go()
