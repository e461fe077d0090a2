"""The job types the benchmarks run; load them with FSP_JOB_MODULES=bench.noop."""

import time

from fsp.jobs.registry import job_type


@job_type("bench-noop", concurrency=10_000, retries=0)
def noop() -> None:
    """Do nothing."""


@job_type("bench-io", concurrency=10_000, retries=0)
def wait_for_something() -> None:
    """Wait 10 ms, as for a network."""
    time.sleep(0.01)
