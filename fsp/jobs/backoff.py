"""How long to wait before trying again: exponential, capped, with jitter.

Source: Marc Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog (2015), in the half-jittered form.
"""

from collections.abc import Callable

BASE_SECONDS = 5.0
CAP_SECONDS = 600.0


def next_delay_seconds(failures: int, random: Callable[[], float]) -> float:
    """Return uniform in [0.5, 1] x min(cap, base x 2^(failures - 1)); `failures` counts from 1."""
    ceiling = min(CAP_SECONDS, BASE_SECONDS * 2.0 ** (max(failures, 1) - 1))
    return ceiling * (0.5 + random() / 2)
