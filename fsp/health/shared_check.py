"""Shares the result of a check between processes through Redis. Without Redis each process checks."""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import cast

import redis
from redis.exceptions import RedisError

from fsp.health.component import Component
from fsp.redis_ops import process_keys
from fsp.stored import read_or
from fsp.stored_type import StoredType

FRESH_SECONDS = 5.0
REMEMBERED_SECONDS = 300.0
"""Results this old are not returned, but the next check may depend on them."""

PAUSE_SECONDS = 0.02

_STORED = StoredType(Component)


@dataclass(frozen=True)
class SharedCheck:
    """Checks one component, unless another process did within 5 s or is checking now."""

    name: str
    check: Callable[[Component | None], Component]
    """Runs the check, given the last result."""
    patience_seconds: float
    """How long to wait for the checking process. After that the component counts as hanging."""
    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep

    def read(self, connection: redis.Redis) -> Component:
        """Return the shared result. `age_seconds` is its age."""
        try:
            return self._read(connection)
        except RedisError:
            return self.check(None)

    def _read(self, connection: redis.Redis) -> Component:
        end = self.monotonic() + self.patience_seconds
        while True:
            last = self._last(connection)
            if last is not None and last.age_seconds < FRESH_SECONDS:
                return last
            # The lock is not released: the result outlasts it, and a hanging check is not started again too early.
            if connection.set(process_keys.health_look(self.name), 1, nx=True, px=int(FRESH_SECONDS * 1000)):
                return self._check_and_share(connection, last)
            if self.monotonic() >= end:
                message = f"Check timed out after {self.patience_seconds:g} s in another process too."
                return Component(self.name, "unhealthy", message, reason="timeout")
            self.sleep(PAUSE_SECONDS)

    def _last(self, connection: redis.Redis) -> Component | None:
        pipeline = connection.pipeline()
        pipeline.get(process_keys.health_seen(self.name))
        pipeline.pttl(process_keys.health_seen(self.name))
        text, left_milliseconds = cast(tuple[bytes | None, int], pipeline.execute())
        if text is None:
            return None
        age = REMEMBERED_SECONDS - left_milliseconds / 1000
        # A result that this version cannot read is ignored, and the component is checked again.
        last = read_or(None, _STORED.of_json, text)
        return replace(last, age_seconds=max(0.0, round(age, 3))) if last else None

    def _check_and_share(self, connection: redis.Redis, last: Component | None) -> Component:
        result = self.check(last)
        # If the result cannot be shared, the other processes check themselves.
        with suppress(RedisError):
            connection.set(
                process_keys.health_seen(self.name), _STORED.to_json(result), px=int(REMEMBERED_SECONDS * 1000)
            )
        return result
