"""A Redis that is not there, which says so at once."""

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry


def redis_away() -> redis.Redis:
    """Return a client of a Redis that is away; it tries once, so that nobody waits for it."""
    return redis.Redis(unix_socket_path="/nowhere/valkey.sock", retry=Retry(NoBackoff(), 0))
