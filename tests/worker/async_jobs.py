"""`async def` job types, and how each ends."""

import asyncio
import contextlib
import functools
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any

from fsp.jobs.durable_step import run_step
from fsp.jobs.registry import job_type
from fsp.jobs.run_context import current_run, progress, step
from fsp.queueing.cancel import cancel
from fsp.stores import current_redis

HAPPENED = "test:happened"


def _note(what: str) -> None:
    current_redis().rpush(HAPPENED, what)


@job_type("test-async", retries=0, concurrency=50)
async def returns(number: int) -> dict[str, object]:
    """Return what was made in tasks and in a thread, and by which loop."""
    with step("gather"):
        ids = await asyncio.gather(_id(), asyncio.to_thread(lambda: current_run().job_id))
    progress(1, 1)
    return {"number": number, "ids": ids, "tasks": len(asyncio.all_tasks())}


async def _id() -> str:
    await asyncio.sleep(0.001)
    logging.getLogger("shop").warning("in a task")
    return current_run().job_id


@job_type("test-async-steps", retries=0)
async def steps() -> list[Any]:
    """Run two durable steps in threads at the same time."""
    numbers = (asyncio.to_thread(run_step, f"step {number}", lambda number=number: number) for number in (1, 2))
    return list(await asyncio.gather(*numbers))


@job_type("test-async-hang", retries=0, timeout_seconds=1)
async def hang() -> None:
    """Outlast the time limit, and clean up in order."""
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(_inner())
            await asyncio.sleep(60)
    except asyncio.CancelledError:
        await asyncio.sleep(0.01)
        _note("job cancelled")
        raise
    finally:
        _note("job cleaned up")


async def _inner() -> None:
    try:
        await asyncio.sleep(60)
    finally:
        _note("task cancelled")


@job_type("test-async-blocks", retries=0, timeout_seconds=1)
async def blocks() -> None:
    """Never return to the event loop."""
    time.sleep(60)


@job_type("test-async-stubborn", retries=0, timeout_seconds=1)
async def stubborn() -> None:
    """Outlast the time limit, whatever is raised."""
    while True:
        with contextlib.suppress(BaseException):
            await asyncio.sleep(60)


@job_type("test-async-cancel-me", retries=0, timeout_seconds=60)
async def cancel_me() -> None:
    """Ask for its own end, and wait for it."""
    cancel(current_redis(), current_run().job_id, by="itself")
    try:
        await asyncio.sleep(40)
    finally:
        _note("cleaned up")


@job_type("test-async-cancelled-itself", retries=0)
async def cancelled_itself() -> None:
    """Cancel its own task, which nobody asked for."""
    task = asyncio.current_task()
    assert task is not None
    task.cancel()
    await asyncio.sleep(1)


@job_type("test-async-leaves-tasks", retries=0)
async def leaves_tasks() -> None:
    """Return while a task of it goes on."""
    task = asyncio.create_task(_inner(), name="mailer")
    await asyncio.sleep(0.01)
    del task


def _decorated(function: Callable[[], Awaitable[int]]) -> Callable[[], Awaitable[int]]:
    @functools.wraps(function)
    def call() -> Awaitable[int]:
        return function()

    return call


@job_type("test-async-decorated", retries=0)
@_decorated
async def decorated() -> int:
    """Return a number."""
    await asyncio.sleep(0)
    return 42
