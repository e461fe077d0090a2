"""The job types the benchmarks run; load them with FSP_JOB_MODULES=bench.noop."""

import time

from fsp.extensions import current_redis
from fsp.jobs.registry import job_type


@job_type("bench-noop", concurrency=10_000, retries=0)
def noop() -> None:
    """Do nothing."""


@job_type("chaos-note", concurrency=10_000, retries=5)
def note(number: int) -> int:
    """Take 15 ms and count how often this number was run."""
    time.sleep(0.015)
    current_redis().hincrby("chaos:runs", str(number), 1)
    return number


@job_type("bench-io", concurrency=10_000, retries=0)
def wait_for_something() -> None:
    """Wait 10 ms, as for a network."""
    time.sleep(0.01)
