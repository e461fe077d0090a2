"""The same jobs for stock RQ."""

import os
import signal
import time
from typing import Any

from rq import get_current_job

from bench.mixed_work import do_mixed


def noop() -> None:
    """Do nothing."""


def wait_for_something() -> None:
    """Wait 10 ms, as for a network."""
    time.sleep(0.01)


def counted(how: str) -> None:
    """End as bench.jobs does for counting outcomes."""
    if how == "raise":
        raise ValueError("as it was told")
    if how == "hang":
        time.sleep(60)
    if how == "die":
        os.kill(os.getpid(), signal.SIGKILL)


def count_end(_job: Any, connection: Any, *_: Any) -> None:
    """Count an end, as metrics made by callbacks do."""
    connection.incr("bench:ended")


def stamp(at: float) -> None:
    """Tell how long after `at` it started."""
    job = get_current_job()
    if job is not None:
        job.connection.rpush("bench:started", time.time() - at)


def mixed(kind: str, seconds: float, at: float) -> None:
    """Do what FSP's jobs of the mixed load do."""
    job = get_current_job()
    if job is not None:
        do_mixed(job.connection, kind, seconds, at)
