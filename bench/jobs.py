"""The job types the benchmarks use; load them with FSP_JOB_MODULES=bench.jobs."""

import os
import signal
import time

from bench.mixed_work import do_mixed
from fsp.jobs.circuit import Circuit
from fsp.jobs.gate import Gate
from fsp.jobs.priority import Priority
from fsp.jobs.registry import job_type
from fsp.stores import current_redis
from testbed.journal_platforms import list_journals

list_journals()


@job_type("bench-noop", concurrency=10_000, retries=0)
def noop() -> None:
    """Do nothing."""


@job_type("bench-io", concurrency=10_000, retries=0)
def wait_for_something() -> None:
    """Wait 10 ms, as for a network."""
    time.sleep(0.01)


@job_type("bench-fifty", concurrency=10_000, retries=0)
def wait_a_little() -> None:
    """Wait 50 ms."""
    time.sleep(0.05)


@job_type("bench-counted", concurrency=10_000, retries=0, timeout_seconds=1, circuit=Circuit(failures=100_000))
def end_as_told(how: str) -> None:
    """Succeed, raise, hang past the time limit, or take the process down."""
    if how == "raise":
        raise ValueError("as it was told")
    if how == "hang":
        time.sleep(60)
    if how == "die":
        os.kill(os.getpid(), signal.SIGKILL)


@job_type("bench-shared", concurrency=10_000, retries=0, share_by="tenant")
def take_a_turn(tenant: int, at: float) -> None:
    """Take 5 ms; tell how long after `at` a job of a small tenant started."""
    if tenant:
        current_redis().rpush("bench:started", time.time() - at)
    current_redis().incr("bench:served")
    time.sleep(0.005)


@job_type("bench-without-key", concurrency=10_000, retries=0)
def without_key(number: int) -> None:
    """Do nothing."""


@job_type("bench-with-key", concurrency=10_000, retries=0, gates=(Gate("number", limit=2),))
def with_key(number: int) -> None:
    """Do nothing."""


@job_type("bench-with-share", concurrency=10_000, retries=0, share_by="number")
def with_share(number: int) -> None:
    """Do nothing."""


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
