"""The job types of the fault runs; load them with FSP_JOB_MODULES=bench.faults.jobs."""

import time

from fsp.errors import ServiceUnavailable
from fsp.jobs.circuit import Circuit
from fsp.jobs.registry import job_type

NEVER = Circuit(failures=100_000)
PAGE_BYTES = 4096


@job_type("fault-slow", concurrency=1000, circuit=NEVER)
def run_slowly(number: int) -> int:
    """Take two seconds."""
    time.sleep(2)
    return number


@job_type("fault-hang", concurrency=1000, timeout_seconds=900, circuit=NEVER)
def hang(number: int) -> int:
    """Take ten minutes."""
    time.sleep(600)
    return number


@job_type("fault-fails", concurrency=1000, retries=0)
def fail(number: int) -> None:
    """Fail for good."""
    raise ValueError(f"the index is corrupt at row {number}")


@job_type("fault-retries", concurrency=1000, retries=5, circuit=NEVER)
def fail_for_now(number: int) -> None:
    """Fail, to be retried."""
    raise ServiceUnavailable(f"the server answered 503 to request {number}")


@job_type("fault-memory", concurrency=1000, timeout_seconds=900, circuit=NEVER)
def use_memory(megabytes: int) -> int:
    """Use this much memory for ten minutes."""
    pages = bytearray(megabytes * 1024 * 1024)
    for place in range(0, len(pages), PAGE_BYTES):
        pages[place] = 1
    time.sleep(600)
    return len(pages)
