"""The text of a running request, kept in Redis while it arrives, so that the page can show it."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import redis

from fsp.redis_ops.keys import arriving_text
from fsp.stored import json_of, read_or

MAX_CHARACTERS = 200_000
SECONDS_BETWEEN = 0.3
KEPT_SECONDS = 3600


@dataclass(frozen=True)
class ArrivingText:
    """What has arrived of the text of one step, and how many characters before it belong to earlier steps."""

    step: str = ""
    text: str = ""


@dataclass
class PartialText:
    """Writes the text of a job a few times a second. If Redis is down, the page shows an older one."""

    connection: redis.Redis
    job_id: str
    step: str
    monotonic: Callable[[], float] = time.monotonic
    _written_at: float = field(default=float("-inf"))

    def write(self, text: str) -> None:
        """Store the text so far, at most a few times a second."""
        now = self.monotonic()
        if now - self._written_at < SECONDS_BETWEEN:
            return
        self._written_at = now
        value = json.dumps({"step": self.step, "text": text[:MAX_CHARACTERS]})
        try:
            self.connection.set(arriving_text(self.job_id), value, ex=KEPT_SECONDS)
        except redis.exceptions.RedisError:
            return


def read_arriving(connection: redis.Redis, job_id: str) -> ArrivingText:
    """Return what has arrived; empty if nothing has."""
    try:
        stored: Any = connection.get(arriving_text(job_id))
    except redis.exceptions.RedisError:
        stored = None
    value: Any = read_or(None, json_of, stored or b"{}")
    if not isinstance(value, dict):
        return ArrivingText()
    return ArrivingText(str(value.get("step", "")), str(value.get("text", "")))
