"""The clock all processes share: that of Redis. What cannot be taken back is decided by it, never by one host's clock.

A host whose own clock is off by more than a minute does no work that follows the time of day, and is named.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

import redis
from redis.exceptions import RedisError

from fsp.clock import from_epoch, utc_now
from fsp.redis_ops.reads import Read

MAX_SKEW = timedelta(seconds=60)
"""A clock further off than this is wrong, and not only imprecise."""

IMPRECISION = timedelta(seconds=2)
"""Clocks that differ by less agree."""


def shared_now(connection: redis.Redis) -> datetime:
    """Return the time of day on Redis's clock; raise RedisError if Redis does not answer."""
    return moment_of_time(connection.time())


def moment_of_time(answer: tuple[int, int]) -> datetime:
    """Return the moment that Redis's TIME answers with."""
    seconds, microseconds = answer
    return from_epoch(seconds + microseconds / 1e6)


def read_skew(connection: redis.Redis) -> timedelta:
    """Return how far this host's clock is ahead of Redis's at the least; negative if it is behind.

    Redis read its clock at some time between question and answer. A slow answer is no wrong clock.
    """
    asked = utc_now()
    shared = shared_now(connection)
    return _skew(asked, shared, utc_now())


def time_read() -> Read[datetime]:
    """Return how to read the time of day on Redis's clock together with other things."""
    return Read(lambda pipeline: pipeline.time(), lambda answers: moment_of_time(answers[0]))


def skew_read() -> Read[timedelta]:
    """Return how to read the same together with other things."""
    asked = utc_now()

    def skew(answers: list[tuple[int, int]]) -> timedelta:
        return _skew(asked, moment_of_time(answers[0]), utc_now())

    return Read(lambda pipeline: pipeline.time(), skew)


def is_off(skew: timedelta) -> bool:
    """Return whether a clock is off by more than a minute."""
    return abs(skew) > MAX_SKEW


def corrected(connection: redis.Redis, now: Callable[[], datetime] = utc_now) -> Callable[[], datetime]:
    """Return the clock `now` corrected by how far this host's clock is off; unchanged if Redis does not answer."""
    try:
        skew = read_skew(connection)
    except RedisError:
        return now
    return now if abs(skew) <= IMPRECISION else lambda: now() - skew


def best_now(connection: redis.Redis) -> datetime:
    """Return the time of day on Redis's clock, or on this host's if Redis does not answer."""
    return corrected(connection)()


def _skew(asked: datetime, shared: datetime, answered: datetime) -> timedelta:
    if asked <= shared <= answered:
        return timedelta()
    return asked - shared if shared < asked else answered - shared
