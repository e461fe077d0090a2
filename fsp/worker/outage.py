"""Going on while Redis is down or refuses to work."""

import logging
import time
from collections.abc import Callable
from typing import TypeVar

import redis

Result = TypeVar("Result")

PAUSE_SECONDS = 0.5
OUTAGE = (redis.exceptions.ConnectionError, redis.exceptions.TimeoutError)
"""What redis-py raises while the server is down, hangs, or refuses by its state."""

log = logging.getLogger(__name__)


def succeeds(work: Callable[[], object]) -> bool:
    """Do what needs Redis; return False if it is down."""
    try:
        work()
    except OUTAGE as error:
        log.warning("redis is down", extra={"error": str(error)})
        return False
    return True


def once_redis_answers(work: Callable[[], Result], *, may_wait: Callable[[], bool] = lambda: True) -> Result | None:
    """Do what needs Redis, again and again while it is down; return None once it may wait no longer."""
    while True:
        try:
            return work()
        except OUTAGE as error:
            log.warning("redis is down", extra={"error": str(error)})
        if not may_wait():
            return None
        time.sleep(PAUSE_SECONDS)
