"""A repeating interval."""

import time


class Interval:
    """Reports when the interval has passed, on the monotonic clock."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._last = float("-inf")

    def begin(self) -> None:
        """Count from now."""
        self._last = time.monotonic()

    def hasten(self) -> None:
        """Be due immediately, because the last run failed."""
        self._last = float("-inf")

    def is_due(self) -> bool:
        """Return whether the interval has passed since the last time this returned True."""
        now = time.monotonic()
        if now - self._last < self._seconds:
            return False
        self._last = now
        return True
