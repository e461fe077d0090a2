"""Slows down guessing: failed sign-ins are counted in Redis, so that every web process counts together.

The figures follow OWASP ASVS 5.0, 6.3.1: few tries per account, more per address, then a wait.
"""

import hashlib
import math

import redis

from fsp.redis_ops import keys

WINDOW_SECONDS = 15 * 60
MOST_PER_ACCOUNT = 10
MOST_PER_ADDRESS = 50


def seconds_to_wait(connection: redis.Redis, *, account: str, address: str) -> int:
    """Return how long to wait before another try, or 0. Without Redis nobody is kept out."""
    try:
        for key, most in _counters(account, address):
            if int(connection.get(key) or 0) >= most:
                return max(1, math.ceil(int(connection.pttl(key)) / 1000))
    except redis.exceptions.RedisError:
        return 0
    return 0


def note_failure(connection: redis.Redis, *, account: str, address: str) -> None:
    """Count one failed sign-in; the count ends 15 minutes after its first."""
    try:
        with connection.pipeline() as pipeline:
            for key, _ in _counters(account, address):
                pipeline.set(key, 0, ex=WINDOW_SECONDS, nx=True)
                pipeline.incr(key)
            pipeline.execute()
    except redis.exceptions.RedisError:
        return


def _counters(account: str, address: str) -> list[tuple[str, int]]:
    # Names come from strangers and may be of any length; their hashes are not.
    digests = [hashlib.sha256(text.encode()).hexdigest()[:32] for text in (account, address)]
    return [
        (keys.login_failures("account", digests[0]), MOST_PER_ACCOUNT),
        (keys.login_failures("address", digests[1]), MOST_PER_ADDRESS),
    ]
