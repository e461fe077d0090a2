"""One look for all processes: the first to come looks and tells the others through Redis; without Redis each looks."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import cast

import redis
from redis.exceptions import RedisError

from fsp.health.component import Component
from fsp.redis_ops import keys
from fsp.stored import read_or
from fsp.stored_type import StoredType

FRESH_SECONDS = 5.0
REMEMBERED_SECONDS = 300.0
"""What was seen is no answer for so long, but the next look may depend on it."""

PAUSE_SECONDS = 0.02

_STORED = StoredType(Component)


@dataclass(frozen=True)
class SharedCheck:
    """Looks at one part, unless another process did so within 5 s or is doing so now."""

    name: str
    look: Callable[[Component | None], Component]
    """Looks, given what was seen last."""
    patience_seconds: float
    """How long to wait for the process that looks; after that the part counts as hanging."""
    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep

    def read(self, connection: redis.Redis) -> Component:
        """Return what was seen by whichever process; its `age_seconds` says when."""
        try:
            return self._read(connection)
        except RedisError:
            return self.look(None)

    def _read(self, connection: redis.Redis) -> Component:
        end = self.monotonic() + self.patience_seconds
        while True:
            seen = self._told(connection)
            if seen is not None and seen.age_seconds < FRESH_SECONDS:
                return seen
            # Not given back: what was seen outlasts it, and a look that hangs is not begun anew before its time.
            if connection.set(keys.health_look(self.name), 1, nx=True, px=int(FRESH_SECONDS * 1000)):
                return self._look_and_tell(connection, seen)
            if self.monotonic() >= end:
                told = f"No answer within {self.patience_seconds:g} s, as another process found: timeout."
                return Component(self.name, "unhealthy", told, reason="timeout")
            self.sleep(PAUSE_SECONDS)

    def _told(self, connection: redis.Redis) -> Component | None:
        pipeline = connection.pipeline()
        pipeline.get(keys.health_seen(self.name))
        pipeline.pttl(keys.health_seen(self.name))
        text, left_milliseconds = cast(tuple[bytes | None, int], pipeline.execute())
        if text is None:
            return None
        age = REMEMBERED_SECONDS - left_milliseconds / 1000
        # What another version wrote, or nobody can read, is as good as nothing: it is looked at again.
        seen = read_or(None, _STORED.of_json, text)
        return replace(seen, age_seconds=max(0.0, round(age, 3))) if seen else None

    def _look_and_tell(self, connection: redis.Redis, seen: Component | None) -> Component:
        found = self.look(seen)
        try:
            connection.set(keys.health_seen(self.name), _STORED.to_json(found), px=int(REMEMBERED_SECONDS * 1000))
        except RedisError:
            # The others find that nobody tells them, and look themselves.
            return found
        return found
