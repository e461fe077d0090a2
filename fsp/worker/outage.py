"""Continues while Redis is down or refuses to work."""

import logging
import time
from collections.abc import Callable
from typing import TypeVar

import redis

Result = TypeVar("Result")

PAUSE_SECONDS = 0.5
OUTAGE = (redis.exceptions.ConnectionError, redis.exceptions.TimeoutError)
"""What redis-py raises while the server is down, hangs, or refuses because of its state."""

log = logging.getLogger(__name__)


def succeeds(work: Callable[[], object]) -> bool:
    """Run work that needs Redis; return False if Redis is down."""
    try:
        work()
    except OUTAGE as error:
        log.warning("redis is down", extra={"error": str(error)})
        return False
    return True


def once_redis_answers(work: Callable[[], Result], *, may_wait: Callable[[], bool] = lambda: True) -> Result | None:
    """Repeat work that needs Redis while it is down; return None when it may wait no longer."""
    while True:
        try:
            return work()
        except OUTAGE as error:
            log.warning("redis is down", extra={"error": str(error)})
        if not may_wait():
            return None
        time.sleep(PAUSE_SECONDS)
