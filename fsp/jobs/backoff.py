"""The delay before a retry: exponential, capped, with jitter.

Source: Marc Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog (2015).
"""

from collections.abc import Callable
from dataclasses import dataclass

MAX_DOUBLINGS = 64
"""More would only overflow. The cap is reached much earlier."""


@dataclass(frozen=True)
class Backoff:
    """The nth retry waits uniformly in [least_ratio, 1] x min(cap_seconds, base_seconds x 2^(n - 1)).

    A `least_ratio` of 0 is full jitter, which spreads simultaneous retries best. The default of one half always gives a
    failed service some time to recover.
    """

    base_seconds: float = 5.0
    cap_seconds: float = 600.0
    least_ratio: float = 0.5

    def __post_init__(self) -> None:
        """Raise ValueError for invalid numbers."""
        if not 0 < self.base_seconds <= self.cap_seconds or not 0 <= self.least_ratio <= 1:
            raise ValueError(f"a backoff needs 0 < base <= cap seconds and a least ratio in [0, 1], got {self}")

    def span_seconds(self, failures: int) -> tuple[float, float]:
        """Return the minimum and maximum delay of the retry after this many failures, counted from 1."""
        most = min(self.cap_seconds, self.base_seconds * 2.0 ** min(max(failures, 1) - 1, MAX_DOUBLINGS))
        return most * self.least_ratio, most

    def delay_seconds(self, failures: int, random: Callable[[], float]) -> float:
        """Draw one delay."""
        least, most = self.span_seconds(failures)
        return least + (most - least) * random()


DEFAULT_BACKOFF = Backoff()
