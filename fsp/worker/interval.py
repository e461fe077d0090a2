"""What is due every so many seconds."""

import time


class Interval:
    """Says when it is time again, on the monotonic clock."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._last = float("-inf")

    def begin(self) -> None:
        """Count from now."""
        self._last = time.monotonic()

    def hasten(self) -> None:
        """Be due at once: what was due could not be done."""
        self._last = float("-inf")

    def is_due(self) -> bool:
        """Return whether the time has passed since this last said so."""
        now = time.monotonic()
        if now - self._last < self._seconds:
            return False
        self._last = now
        return True
