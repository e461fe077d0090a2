"""The same jobs for stock RQ."""

import hashlib
import os
import signal
import time

from rq import get_current_job
from rq.job import Job

from bench.chaos import work


def _job() -> Job:
    job = get_current_job()
    if job is None:
        raise RuntimeError("this runs as a job only")
    return job


def note(at: float = 0.0) -> None:
    """Take 15 ms; tell how long after `at` it began."""
    _job().connection.rpush("chaos:waits", time.time() - at)
    time.sleep(0.015)


def run_long(seconds: float) -> None:
    """Say that this attempt begins, and four times a second that it is alive, until it comes to its end."""
    job, until = _job(), time.time() + seconds
    attempt = job.connection.rpush(f"chaos:begun:{job.id}", time.time())
    while (left := until - time.time()) > 0:
        time.sleep(min(left, work.BEAT_SECONDS))
        job.connection.hset(f"chaos:alive:{job.id}", str(attempt), time.time())


def kill_the_process() -> None:
    """Take the process down."""
    _job().connection.incr("chaos:poisoned")
    os.kill(os.getpid(), signal.SIGKILL)


def hang_in_c() -> None:
    """Hang in C code, which no signal's handler interrupts: half an hour of one call."""
    hashlib.pbkdf2_hmac("sha256", b"password", b"salt", 2_000_000_000)


def swallow_everything() -> None:
    """Outlast the time limit whatever is raised."""
    while True:
        try:
            time.sleep(600)
        except Exception:  # noqa: BLE001  (the point of it)
            continue


def hold_one_of_three(folder: str) -> None:
    """Hold one of three locks that end with the process; say so if none is free."""
    if not work.hold(folder):
        _job().connection.incr("chaos:too-many")


def fail() -> None:
    """Fail, and note when, and at which attempt."""
    job = _job()
    attempt = job.connection.hincrby("chaos:tries", job.id, 1)
    job.connection.rpush(f"chaos:attempts:{attempt}", time.time())
    raise ValueError("as it always does")
