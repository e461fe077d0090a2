"""Ends the threads that a test leaves behind.

A worker's children are forked from the test process. A thread that used SQLite at that moment would leave its lock
taken in the child for ever.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from weakref import WeakSet

from fsp.health.watch import Watch

PATIENCE_SECONDS = 30.0

ENDLESS = ("ThreadPoolExecutor-", "ask")
"""How the names of threads begin that wait for work for ever: of pools of libraries, and of `fsp up` in a test."""

_watches: WeakSet[Watch] = WeakSet()


def remember_watches() -> None:
    """Remember each set of health checks of this process: an application never ends its own."""
    create = Watch.__init__

    def created(self: Watch, *arguments: object, **options: object) -> None:
        create(self, *arguments, **options)  # type: ignore[arg-type]
        _watches.add(self)

    Watch.__init__ = created  # type: ignore[method-assign]


@contextmanager
def no_thread_left() -> Iterator[None]:
    """End the health checks of the block, and wait for the other threads that it started."""
    before = set(threading.enumerate())
    yield
    while _watches:
        _watches.pop()._pool.shutdown(wait=False, cancel_futures=True)
    limit = time.monotonic() + PATIENCE_SECONDS
    started = set(threading.enumerate()) - before
    left = [thread for thread in started if not thread.name.startswith(ENDLESS)]
    for thread in left:
        thread.join(max(0.0, limit - time.monotonic()))
    names = [thread.name for thread in left if thread.is_alive()]
    assert not names, f"threads go on after the test: {names}"
