"""Runs the coroutine of an `async def` job in its own event loop, and cancels it in order.

At the time limit, or when the job is cancelled, CancelledError is raised at its next await. A second later the time
limit interrupts it like any other code, and the worker kills what ignores that.
"""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

from fsp.errors import JobCancelled, TimeLimitExceeded
from fsp.jobs.run_context import Run

log = logging.getLogger(__name__)

CANCEL_SECONDS = 1.0
"""The time for a cancelled coroutine to clean up before the time limit interrupts it."""

CHECK_SECONDS = 0.25


def run_coroutine(coroutine: Coroutine[Any, Any, Any], run: Run, *, timeout_seconds: float) -> Any:
    """Run a job's coroutine to its end and return its result.

    Remaining tasks are cancelled, and its asynchronous generators and threads of `asyncio.to_thread` are ended. Raise
    TimeLimitExceeded or JobCancelled if it was cancelled for that.
    """
    with asyncio.Runner() as runner:
        return runner.run(_supervise(coroutine, run, timeout_seconds))


async def _supervise(coroutine: Coroutine[Any, Any, Any], run: Run, timeout_seconds: float) -> Any:
    watch = _Watch(asyncio.create_task(coroutine), run, timeout_seconds)
    watch.check()
    try:
        return await watch.task
    except asyncio.CancelledError as error:
        if watch.reason is None:
            raise
        raise watch.reason from error
    finally:
        watch.end()
        _name_tasks(asyncio.all_tasks() - {asyncio.current_task()})


class _Watch:
    """Cancels the job's task once, at the time limit or when the job is cancelled."""

    def __init__(self, task: asyncio.Task[Any], run: Run, timeout_seconds: float) -> None:
        self.task, self._run = task, run
        self.reason: BaseException | None = None
        self._loop = asyncio.get_running_loop()
        self._ends_at = self._loop.time() + timeout_seconds
        self._next: asyncio.TimerHandle | None = None

    def check(self) -> None:
        """Cancel the task if it is time, else check again soon."""
        left_seconds = self._ends_at - self._loop.time()
        if self._run.watcher.is_cancelled():
            self.reason = JobCancelled(f"The job {self._run.job_id} was cancelled.")
        elif left_seconds <= 0:
            self.reason = TimeLimitExceeded()
        if self.reason is None:
            self._next = self._loop.call_later(min(CHECK_SECONDS, left_seconds), self.check)
        else:
            self.task.cancel()

    def end(self) -> None:
        """Stop checking."""
        if self._next is not None:
            self._next.cancel()


def _name_tasks(tasks: set[Any]) -> None:
    if tasks:
        names = ", ".join(sorted(f"{task.get_name()} ({task.get_coro().__qualname__})" for task in tasks))
        log.warning("tasks left running by the job were cancelled", extra={"tasks": f"{names:.400}"})
