"""Counts attempts to send notifications by channel and outcome, since Redis was initialised."""

import logging
from typing import cast

import redis

from fsp.redis_ops import metric_keys
from fsp.stored import counts_of

log = logging.getLogger(__name__)


def note_notice(connection: redis.Redis, channel: str, outcome: str) -> None:
    """Count one attempt. The notification is sent even when Redis is down."""
    try:
        connection.hincrby(metric_keys.NOTICES, f"{outcome}|{channel}", 1)
    except redis.exceptions.RedisError as error:
        log.warning("notice not counted", extra={"channel": channel, "error": str(error)})


def read_notices(connection: redis.Redis) -> dict[tuple[str, str], int]:
    """Return the attempts by channel and outcome."""
    fields = cast(dict[bytes, bytes], connection.hgetall(metric_keys.NOTICES))
    parted = ((name.partition("|"), count) for name, count in counts_of(fields).items())
    return {(channel, outcome): count for (outcome, bar, channel), count in parted if bar}
