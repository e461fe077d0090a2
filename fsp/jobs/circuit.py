"""The rules of a job type's circuit breaker: when it opens, and for how long.

Source: Michael Nygard, "Release It!", 2nd edition (2018), the pattern Circuit Breaker. Here a circuit is a limit on how
many jobs of a type may run: closed is the type's own limit, half-open is one probe, open is none.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Circuit:
    """Opens after `failures` countable failures in a row. After `open_seconds` one probe decides.

    With a `ratio` it also opens when that part of at least `minimum` jobs within `window_seconds` failed.

    With `first_open_seconds` the first probe follows after these, and each failed probe doubles them, up to
    `open_seconds`: what fails now and then has such runs by chance, and must not stand still for long.
    """

    failures: int = 5
    open_seconds: int = 60
    first_open_seconds: int | None = None
    ratio: float | None = None
    window_seconds: int = 60
    minimum: int = 20

    def __post_init__(self) -> None:
        numbers = (self.failures, self.open_seconds, self.window_seconds, self.minimum)
        if min(numbers) < 1 or (self.ratio is not None and not 0 < self.ratio <= 1):
            raise ValueError(f"a circuit's numbers must be 1 or more and its ratio in (0, 1], got {self}")
        if self.first_open_seconds is not None and not 1 <= self.first_open_seconds <= self.open_seconds:
            raise ValueError(f"a circuit is first open for 1 s or more, and not for longer than later, got {self}")


DEFAULT_CIRCUIT = Circuit()
