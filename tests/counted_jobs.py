"""A job type that ends as it is told, for counting outcomes; the web's tests and workers of their own load it."""

import os
import signal
import time

from fsp.jobs.circuit import Circuit
from fsp.jobs.registry import job_type


@job_type("test-counted", concurrency=1000, retries=0, timeout_seconds=1, circuit=Circuit(failures=1_000_000))
def counted(how: str) -> None:
    """Succeed, raise, hang past the time limit, or take the process down."""
    if how == "raise":
        raise ValueError("as it was told")
    if how == "hang":
        time.sleep(60)
    if how == "die":
        os.kill(os.getpid(), signal.SIGKILL)
