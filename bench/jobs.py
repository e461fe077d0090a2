"""The job types the benchmarks and chaos runs use; load them with FSP_JOB_MODULES=bench.jobs."""

import ctypes
import fcntl
import os
import signal
import time
from pathlib import Path

from bench.mixed_work import do_mixed
from fsp.extensions import current_redis
from fsp.jobs.circuit import Circuit
from fsp.jobs.priority import Priority
from fsp.jobs.registry import job_type
from fsp.jobs.run_context import current_run


@job_type("bench-noop", concurrency=10_000, retries=0)
def noop() -> None:
    """Do nothing."""


@job_type("bench-io", concurrency=10_000, retries=0)
def wait_for_something() -> None:
    """Wait 10 ms, as for a network."""
    time.sleep(0.01)


@job_type("bench-counted", concurrency=10_000, retries=0, timeout_seconds=1, circuit=Circuit(failures=100_000))
def end_as_told(how: str) -> None:
    """Succeed, raise, hang past the time limit, or take the process down."""
    if how == "raise":
        raise ValueError("as it was told")
    if how == "hang":
        time.sleep(60)
    if how == "die":
        os.kill(os.getpid(), signal.SIGKILL)


@job_type("chaos-note", concurrency=10_000, retries=5, circuit=Circuit(failures=100_000))
def note(number: int) -> int:
    """Take 15 ms and count how often this number was run."""
    time.sleep(0.015)
    current_redis().hincrby("chaos:runs", str(number), 1)
    return number


@job_type("chaos-long", concurrency=10_000, retries=5, timeout_seconds=300, circuit=Circuit(failures=100_000))
def run_long(number: int, seconds: float) -> int:
    """Say that this attempt begins, take a while, and say that it came to its end."""
    connection = current_redis()
    connection.rpush(f"chaos:begun:{number}", time.time())
    time.sleep(seconds)
    connection.hincrby("chaos:ended", str(number), 1)
    return current_run().attempt


@job_type("chaos-poison", concurrency=10_000, retries=5)
def kill_the_process() -> None:
    """Take the process down."""
    current_redis().incr("chaos:poisoned")
    os.kill(os.getpid(), signal.SIGKILL)


@job_type("chaos-hang", concurrency=10_000, retries=0, timeout_seconds=2)
def hang_in_c() -> None:
    """Hang in C code that never gives the interpreter back."""
    ctypes.PyDLL(None).sleep(600)


@job_type("chaos-swallow", concurrency=10_000, retries=0, timeout_seconds=2)
def swallow_everything() -> None:
    """Outlast the time limit whatever is raised."""
    while True:
        try:
            time.sleep(600)
        except Exception:  # noqa: BLE001  (the point of it)
            continue


@job_type("chaos-narrow", concurrency=3, retries=50, circuit=Circuit(failures=100_000))
def hold_one_of_three(folder: str) -> None:
    """Hold one of three locks that end with the process; say so if none is free."""
    for number in range(3):
        with (Path(folder) / f"lock-{number}").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            time.sleep(0.02)
            return
    current_redis().incr("chaos:too-many")


@job_type("chaos-down", concurrency=10_000, retries=50, circuit=Circuit(failures=5, open_seconds=3))
def call_what_is_down() -> None:
    """Call a service that is down, and note when."""
    current_redis().rpush("chaos:calls", time.time())
    raise ConnectionError("the service is down")


@job_type("bench-stamp", concurrency=10_000, retries=0)
def stamp(at: float) -> None:
    """Tell how long after `at` it started."""
    current_redis().rpush("bench:started", time.time() - at)


@job_type("mixed-warm-up", priority=Priority.HIGH, concurrency=100, retries=0)
def warm_up(seconds: float, at: float) -> None:
    """Show that there is a worker."""
    do_mixed(current_redis(), "warm-up", seconds, at)


@job_type("mixed-project-publish", priority=Priority.HIGH, concurrency=10, retries=0)
def publish_project(seconds: float, at: float) -> None:
    """Take the shape of project-scheduled-publish."""
    do_mixed(current_redis(), "project-publish", seconds, at)


@job_type("mixed-item-publish", priority=Priority.HIGH, concurrency=5, retries=3)
def publish_item(seconds: float, at: float) -> None:
    """Take the shape of item-scheduled-publish."""
    do_mixed(current_redis(), "item-publish", seconds, at)


@job_type("mixed-item-publish-down", priority=Priority.HIGH, concurrency=5, retries=3)
def publish_item_on_what_is_down(seconds: float, at: float) -> None:
    """Take the shape of item-scheduled-publish, on a platform that is down."""
    do_mixed(current_redis(), "item-publish-down", seconds, at)


@job_type("mixed-content-generation", priority=Priority.MEDIUM, concurrency=5, retries=3)
def generate_content(seconds: float, at: float) -> None:
    """Take the shape of content-generation."""
    do_mixed(current_redis(), "content-generation", seconds, at)


@job_type("mixed-report", priority=Priority.MEDIUM, concurrency=5, retries=3)
def report(seconds: float, at: float) -> None:
    """Take the shape of generate-report."""
    do_mixed(current_redis(), "report", seconds, at)


@job_type("mixed-export", priority=Priority.LOW, concurrency=3, retries=3)
def export(seconds: float, at: float) -> None:
    """Take the shape of export-data."""
    do_mixed(current_redis(), "export", seconds, at)
