"""Time that passes for what processes tell each other of their looks, without waiting for it."""

import redis

from fsp.health.shared_check import FRESH_SECONDS
from fsp.redis_ops import process_keys


def five_seconds_later(connection: redis.Redis, part: str = "database") -> None:
    """Let what was seen be stale, and the look begun then be over."""
    connection.delete(process_keys.health_look(part))
    left = connection.pttl(process_keys.health_seen(part))
    if left > 0:
        connection.pexpire(process_keys.health_seen(part), left - int(FRESH_SECONDS * 1000))
