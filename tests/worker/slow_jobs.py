"""A job type that takes its time, for workers started as processes."""

import logging
import time

import redis

from fsp.jobs.registry import job_type
from fsp.stores import current_redis


@job_type("test-slow", concurrency=10, retries=0, timeout_seconds=120)
def slow() -> None:
    """Say that it runs, then run for a minute."""
    current_redis().incr("test:started")
    time.sleep(60)


@job_type("test-until-told", concurrency=10, retries=0, timeout_seconds=120)
def until_told() -> None:
    """Say that it runs, then run until told to end."""
    current_redis().incr("test:started")
    while not current_redis().exists("test:end"):
        time.sleep(0.02)


@job_type("test-second-time", concurrency=1, retries=0, timeout_seconds=120)
def second_time() -> str:
    """Run for long the first time, and return the second."""
    if redis.Redis.incr(current_redis(), "test:started") == 1:
        time.sleep(60)
    return "done"


@job_type("test-logs", retries=0)
def logs() -> None:
    """Log as a library does, which knows nothing of jobs."""
    logging.getLogger("some.library").warning("careful")
