"""The clock that all processes share: Redis's clock. It decides everything irreversible, never the clock of one host.

A host whose own clock is off by more than a minute does no time-based work, and is reported.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

import redis
from redis.exceptions import RedisError

from fsp.clock import from_epoch, utc_now
from fsp.redis_ops.reads import Read

MAX_SKEW = timedelta(seconds=60)
"""A larger difference is an error, not only imprecision."""

IMPRECISION = timedelta(seconds=2)
"""Clocks with a smaller difference count as equal."""


def shared_now(connection: redis.Redis) -> datetime:
    """Return the time on Redis's clock; raise RedisError if Redis does not respond."""
    return moment_of_time(connection.time())


def moment_of_time(answer: tuple[int, int]) -> datetime:
    """Return the time in the response of Redis's TIME."""
    seconds, microseconds = answer
    return from_epoch(seconds + microseconds / 1e6)


def read_skew(connection: redis.Redis) -> timedelta:
    """Return by how much this host's clock is at least ahead of Redis's; negative if it is behind.

    Redis read its clock at some time between request and response, so a slow response is not a wrong clock.
    """
    asked = utc_now()
    shared = shared_now(connection)
    return _skew(asked, shared, utc_now())


def time_read() -> Read[datetime]:
    """Return a read of the time on Redis's clock that can be combined with others."""
    return Read(lambda pipeline: pipeline.time(), lambda answers: moment_of_time(answers[0]))


def skew_read() -> Read[timedelta]:
    """Return the same as a read that can be combined with others."""
    asked = utc_now()

    def skew(answers: list[tuple[int, int]]) -> timedelta:
        return _skew(asked, moment_of_time(answers[0]), utc_now())

    return Read(lambda pipeline: pipeline.time(), skew)


def is_off(skew: timedelta) -> bool:
    """Return whether a clock is off by more than a minute."""
    return abs(skew) > MAX_SKEW


def corrected(connection: redis.Redis, now: Callable[[], datetime] = utc_now) -> Callable[[], datetime]:
    """Return `now` corrected by the offset of this host's clock; unchanged if Redis does not respond."""
    try:
        skew = read_skew(connection)
    except RedisError:
        return now
    return now if abs(skew) <= IMPRECISION else lambda: now() - skew


def best_now(connection: redis.Redis) -> datetime:
    """Return the time on Redis's clock, or on this host's if Redis does not respond."""
    return corrected(connection)()


def _skew(asked: datetime, shared: datetime, answered: datetime) -> timedelta:
    if asked <= shared <= answered:
        return timedelta()
    return asked - shared if shared < asked else answered - shared
