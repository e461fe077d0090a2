"""Checks all components concurrently: each with a time limit, never twice at the same time, at most every 5 s."""

import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLate
from dataclasses import dataclass

from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError

from fsp.health.component import UNKNOWN, Component
from fsp.health.doubts import with_doubts
from fsp.redis_faults import sentence_for

KEPT_SECONDS = 5.0


@dataclass(frozen=True)
class Check:
    """One component: its check, and the time limit."""

    run: Callable[[], Component]
    timeout_seconds: float


class Watch:
    """Stores the last results. A hanging check keeps its thread, and is not started again until it ends."""

    def __init__(self, checks: Mapping[str, Check], *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._checks = dict(checks)
        self._monotonic = monotonic
        self._pool = ThreadPoolExecutor(max_workers=len(self._checks), thread_name_prefix="health")
        self._running: dict[str, Future[Component]] = {}
        self._results: list[Component] = []
        self.durations: dict[str, float] = {}
        """How many seconds the last check of each component took, once it has ended."""
        self._checked_at = float("-inf")
        self._lock = threading.Lock()

    def read(self) -> list[Component]:
        """Return every component as of at most 5 s ago. Concurrent callers share one round of checks."""
        # While one thread checks, the others get the last results. If all waited for a hanging check, no thread of the
        # process would be left.
        if not self._lock.acquire(blocking=not self._results):
            return self._results
        try:
            if self._monotonic() - self._checked_at >= KEPT_SECONDS:
                self._results = self._check_all()
                # A result of another process may be older. It is checked again so that no result is older than 5 s.
                self._checked_at = self._monotonic() - max(component.age_seconds for component in self._results)
            return self._results
        finally:
            self._lock.release()

    @property
    def age_seconds(self) -> float:
        """Return the age of the results."""
        return self._monotonic() - self._checked_at

    @property
    def last(self) -> tuple[list[Component], float | None]:
        """Return the last results and their age in seconds without checking or waiting; None before the first check."""
        results, at = self._results, self._checked_at
        return (results, self._monotonic() - at) if results else ([], None)

    def _check_all(self) -> list[Component]:
        started = time.monotonic()
        for name, check in self._checks.items():
            running = self._running.get(name)
            if running is None or running.done():
                self._running[name] = self._pool.submit(self._timed, name, check)
        return with_doubts([self._answer(name, check, started) for name, check in self._checks.items()])

    def _timed(self, name: str, check: Check) -> Component:
        started = time.monotonic()
        try:
            return check.run()
        finally:
            self.durations[name] = time.monotonic() - started

    def _answer(self, name: str, check: Check, started: float) -> Component:
        left = max(0.0, check.timeout_seconds - (time.monotonic() - started))
        try:
            return self._running[name].result(timeout=left)
        except TooLate:
            message = f"Check timed out after {check.timeout_seconds:g} s."
            return Component(name, "unhealthy", message, reason="timeout")
        except RedisError as error:
            # Redis has its own check. Its data is unknown here.
            return Component(name, UNKNOWN, f"Unknown. {sentence_for(error)}")
        except SQLAlchemyError:
            return Component(name, UNKNOWN, "Unknown: the database is not responding.")
        except Exception as error:  # noqa: BLE001  (a check that fails is a finding, never a fault of the answer)
            return Component(name, "unhealthy", f"Check failed: {type(error).__name__}.")
