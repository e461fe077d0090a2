"""Job types made for the tests, and a worker in burst mode."""

import contextlib
import logging
import os
import signal
import threading
import time
from collections.abc import Callable

import pytest
import redis
from flask import Flask

from fsp.errors import PermanentFailure
from fsp.jobs.priority import Priority
from fsp.jobs.registry import job_type
from fsp.jobs.run_context import current_run, progress, step, stop_if_cancelled
from fsp.queueing.cancel import cancel
from fsp.settings import Settings
from fsp.stores import current_redis
from fsp.worker.worker import FspWorker


@job_type("test-echo", priority=Priority.MEDIUM, concurrency=5, retries=3)
def echo(text: str) -> dict[str, str]:
    """Return what it was given, and who it is."""
    return {"text": text, "job_id": current_run().job_id}


@job_type("test-narrow", priority=Priority.LOW, concurrency=1, retries=0)
def narrow() -> None:
    """Have room for one only."""


@job_type("test-fail", retries=2)
def fail_always() -> None:
    """Raise."""
    raise ValueError("password=hunter2 was refused")


@job_type("test-permanent", retries=2)
def fail_permanently() -> None:
    """Raise what cannot be mended."""
    raise PermanentFailure("nothing to do")


@job_type("test-die", retries=0)
def die() -> None:
    """Take the process down."""
    os.kill(os.getpid(), signal.SIGKILL)


@job_type("test-hang", retries=0, timeout_seconds=1)
def hang() -> None:
    """Outlast the time limit."""
    time.sleep(60)


_meeting = threading.Barrier(4, timeout=20)


@job_type("test-meet", retries=0)
def meet() -> None:
    """Return when three others are here too."""
    _meeting.wait()


@job_type("test-spin", retries=0, timeout_seconds=1)
def spin() -> None:
    """Outlast the time limit, in Python, whatever ordinary error comes."""
    while True:
        with contextlib.suppress(Exception):
            time.sleep(0.01)


@job_type("test-stubborn", retries=0, timeout_seconds=1)
def stubborn() -> None:
    """Outlast the time limit, whatever is raised."""
    while True:
        with contextlib.suppress(BaseException):
            time.sleep(60)


@job_type("test-nap", retries=0, timeout_seconds=60)
def nap() -> None:
    """Still run when another is killed, the first time."""
    if redis.Redis.incr(current_redis(), "test:naps") == 1:
        time.sleep(30)


@job_type("test-cancel-me", retries=0, timeout_seconds=60)
def cancel_me() -> None:
    """Ask for its own end, then go on for long."""
    cancel(current_redis(), current_run().job_id, by="itself")
    time.sleep(40)


@job_type("test-polite", retries=0, timeout_seconds=60)
def polite() -> None:
    """Ask for its own end, and stop when told."""
    cancel(current_redis(), current_run().job_id, by="itself")
    while True:
        stop_if_cancelled()
        time.sleep(0.01)


@job_type("test-where", retries=0)
def where() -> int:
    """Tell the process it runs in."""
    return os.getpid()


@job_type("test-tell", retries=0)
def tell() -> None:
    """Tell all it can, and use some CPU and memory."""
    with step("count"):
        progress(1, 2, "half way")
        logging.getLogger("shop").warning("sold out, token=abc123", extra={"shelf": 7})
    held = bytearray(80_000_000)
    sum(range(2_000_000))
    del held


@pytest.fixture
def burst(core: Flask, settings: Settings, redis_client: redis.Redis) -> Callable[[], None]:
    """Return a function that works until nothing more may run."""

    def work() -> None:
        worker = FspWorker(["high", "medium", "low"], connection=redis_client, settings=settings)
        worker.work(burst=True, logging_level="ERROR")

    return work


@pytest.fixture
def threaded(core: Flask, settings: Settings, redis_client: redis.Redis) -> Callable[[], None]:
    """Return the same with four threads in one child."""

    def work() -> None:
        # A child of this process begins as large as the whole suite has made it, which is no reason to replace it.
        many = settings.model_copy(update={"worker_threads": 4, "worker_memory_bytes": 2**40})
        FspWorker(["high", "medium", "low"], connection=redis_client, settings=many).work(burst=True)

    return work
