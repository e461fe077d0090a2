"""Rate limits of channels, and the delays between attempts."""

import math
from collections.abc import Callable

MIN_SECONDS_BETWEEN = {"slack": 1.0}
"""Source: https://api.slack.com/docs/rate-limits, one message per second and webhook."""

MAX_RETRY_AFTER_SECONDS = 86_400.0

WAITS_SECONDS = (1.0, 5.0, 30.0, 120.0, 600.0)


class RateLimit:
    """Records when each channel was last used, in seconds of a monotonic clock."""

    def __init__(self, monotonic: Callable[[], float], pause: Callable[[float], None]) -> None:
        self._monotonic, self._pause = monotonic, pause
        self._sent: dict[str, float] = {}

    def wait(self, channel: str) -> None:
        """Wait until the channel may be used again. Call it before each message."""
        sent = self._sent.get(channel)
        minimum = MIN_SECONDS_BETWEEN.get(channel, 0.0)
        left = minimum - (self._monotonic() - sent) if sent is not None else 0.0
        if left > 0:
            self._pause(left)
        self._sent[channel] = self._monotonic()


def next_wait_seconds(attempts: int, random: Callable[[], float], *, retry_after_seconds: float | None = None) -> float:
    """Return the delay after the nth failed attempt: 1 s, 5 s, 30 s, 2 min, then 10 min each.

    Jitter adds up to a fifth. The delay is never shorter than the service requested, up to a day.
    """
    wait = WAITS_SECONDS[min(max(attempts, 1), len(WAITS_SECONDS)) - 1] * (1 + random() / 5)
    requested = retry_after_seconds if retry_after_seconds is not None and math.isfinite(retry_after_seconds) else 0.0
    return max(wait, min(requested, MAX_RETRY_AFTER_SECONDS))
