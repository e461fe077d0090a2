"""The current time for health checks: Redis's clock, measured every few seconds."""

import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta

import redis
from redis.exceptions import RedisError

from fsp.clock import utc_now
from fsp.redis_ops.shared_clock import IMPRECISION, read_skew

MEASURED_EVERY_SECONDS = 5.0


class SharedTime:
    """This host's clock, corrected by its last known offset from Redis's clock."""

    def __init__(self, connect: Callable[[], redis.Redis], *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._connect, self._monotonic = connect, monotonic
        self._connection: redis.Redis | None = None
        self._skew = timedelta()
        self._measured_at = float("-inf")
        self._lock = threading.Lock()

    def now(self) -> datetime:
        """Return the shared time. If Redis does not respond, this takes the time limit of one brief connection."""
        with self._lock:
            if self._monotonic() - self._measured_at >= MEASURED_EVERY_SECONDS:
                self._measure()
                self._measured_at = self._monotonic()
        return utc_now() - self._skew

    def _measure(self) -> None:
        self._connection = self._connection or self._connect()
        try:
            skew = read_skew(self._connection)
        except RedisError:
            return
        self._skew = skew if abs(skew) > IMPRECISION else timedelta()
