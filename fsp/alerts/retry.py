"""When a message that was not accepted is sent again: 1 s, 5 s, 30 s, 2 min, then every 10 min, with jitter."""

import math
from collections.abc import Callable

MAX_ASKED_SECONDS = 86_400.0

WAITS_SECONDS = (1.0, 5.0, 30.0, 120.0, 600.0)


def next_wait_seconds(attempts: int, random: Callable[[], float], *, retry_after_seconds: float | None = None) -> float:
    """Return the wait after the nth failed attempt, up to a fifth longer; never less than the service asked for."""
    wait = WAITS_SECONDS[min(max(attempts, 1), len(WAITS_SECONDS)) - 1] * (1 + random() / 5)
    asked = retry_after_seconds if retry_after_seconds is not None and math.isfinite(retry_after_seconds) else 0.0
    return max(wait, min(asked, MAX_ASKED_SECONDS))
