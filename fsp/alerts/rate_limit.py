"""How fast a channel may be sent to: who sends faster is answered 429, and in the end is shut out."""

from collections.abc import Callable

LEAST_SECONDS = {"slack": 1.0}
"""Between two messages. Source: https://api.slack.com/docs/rate-limits, one message a second for each webhook."""


class Pace:
    """Remembers when each channel was sent to last, in seconds of a clock that only goes forward."""

    def __init__(self, monotonic: Callable[[], float], pause: Callable[[float], None]) -> None:
        self._monotonic, self._pause = monotonic, pause
        self._sent: dict[str, float] = {}

    def keep(self, channel: str) -> None:
        """Wait until the channel may be sent to again; call it before each message."""
        least, sent = LEAST_SECONDS.get(channel, 0.0), self._sent.get(channel)
        left = least - (self._monotonic() - sent) if sent is not None else 0.0
        if left > 0:
            self._pause(left)
        self._sent[channel] = self._monotonic()
