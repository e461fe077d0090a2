"""Counts sign-in attempts in this process while Redis is down."""

import threading
import time
from collections.abc import Callable, Sequence

MAX_COUNTERS = 10_000
"""More counters than this come from someone who invents names. The oldest are dropped."""


class LocalAttempts:
    """Counters with an expiry time, by key. Each process has its own."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._counts: dict[str, tuple[int, float]] = {}

    def reserve(self, limits: Sequence[tuple[str, int]], window_seconds: float) -> float:
        """Reserve one attempt on every counter, or on none; return the seconds to wait, or 0."""
        with self._lock:
            wait = self._wait(limits)
            if wait == 0:
                for key, _ in limits:
                    self._add(key, window_seconds)
            return wait

    def wait(self, limits: Sequence[tuple[str, int]]) -> float:
        """Return the seconds to wait before another attempt, or 0."""
        with self._lock:
            return self._wait(limits)

    def add(self, key: str, window_seconds: float) -> int:
        """Add one to a counter; return its new value."""
        with self._lock:
            return self._add(key, window_seconds)

    def give_back(self, keys: Sequence[str]) -> None:
        """Return one attempt to each counter."""
        with self._lock:
            for key in keys:
                count, ends_at = self._read(key)
                if count:
                    self._counts[key] = (count - 1, ends_at)

    def _wait(self, limits: Sequence[tuple[str, int]]) -> float:
        ends = [ends_at for count, ends_at, most in ((*self._read(key), most) for key, most in limits) if count >= most]
        return max(ends) - self._clock() if ends else 0

    def _read(self, key: str) -> tuple[int, float]:
        count, ends_at = self._counts.get(key, (0, 0.0))
        return (count, ends_at) if ends_at > self._clock() else (0, 0.0)

    def _add(self, key: str, window_seconds: float) -> int:
        count, ends_at = self._read(key)
        if not count:
            self._counts.pop(key, None)
            if len(self._counts) >= MAX_COUNTERS:
                del self._counts[next(iter(self._counts))]
        self._counts[key] = (count + 1, ends_at or self._clock() + window_seconds)
        return count + 1
