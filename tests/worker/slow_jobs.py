"""A job type that takes its time, for workers started as processes."""

import time

from fsp.extensions import current_redis
from fsp.jobs.registry import job_type


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
