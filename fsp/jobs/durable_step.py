"""Durable steps: parts of a job whose results are stored, so that later attempts skip them."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from typing import Any, ParamSpec

from fsp.errors import InvalidResult, InvalidStep, UnstorableInput
from fsp.jobs.error_text import class_name_of, message_of
from fsp.jobs.run_context import Run, find_run, step
from fsp.storable import MAX_NAME_BYTES, check_text

MAX_STEPS = 1000
"""The number of steps of one job, over all attempts and replays."""

MAX_RESULT_BYTES = 64 * 1024
MAX_ALL_BYTES = 1024 * 1024
"""The size of all results of one job."""

Arguments = ParamSpec("Arguments")


def run_step(name: str, function: Callable[Arguments, Any], *args: Arguments.args, **kwargs: Arguments.kwargs) -> Any:
    """Call the function and store its result, or return the result from an earlier attempt of the job.

    Retries, replays and attempts after a crash skip the step. The result is converted to JSON, at most 64 kB, also in
    the first attempt: a tuple becomes a list. Raise InvalidResult if it cannot be stored, and InvalidStep for a name
    that this attempt already used; both end the job. Outside a job the function is simply called.
    """
    run = find_run()
    if run is None:
        return json.loads(step_json(name, function(*args, **kwargs)))
    _reserve(run, name)
    store = run.watcher.steps
    stored_result = store.find(name)
    if stored_result is not None:
        return json.loads(stored_result)
    store.begin(name)
    began = time.monotonic()
    try:
        with step(name):
            result = step_json(name, function(*args, **kwargs))
    except BaseException as error:
        store.fail(name, f"{class_name_of(error)}: {message_of(error)}", time.monotonic() - began)
        raise
    store.keep(name, result, time.monotonic() - began)
    return json.loads(result)


async def run_step_async(
    name: str, function: Callable[Arguments, Awaitable[Any]], *args: Arguments.args, **kwargs: Arguments.kwargs
) -> Any:
    """Await the function as `run_step` calls one: for a job whose function is `async def`."""
    run = find_run()
    if run is None:
        return json.loads(step_json(name, await function(*args, **kwargs)))
    _reserve(run, name)
    store = run.watcher.steps
    # In a thread: while Redis is down, the other tasks of the job continue.
    stored_result = await asyncio.to_thread(store.find, name)
    if stored_result is not None:
        return json.loads(stored_result)
    store.begin(name)
    began = time.monotonic()
    try:
        with step(name):
            result = step_json(name, await function(*args, **kwargs))
    except BaseException as error:
        store.fail(name, f"{class_name_of(error)}: {message_of(error)}", time.monotonic() - began)
        raise
    await asyncio.to_thread(store.keep, name, result, time.monotonic() - began)
    return json.loads(result)


def step_json(name: str, result: Any) -> str:
    """Return a step's result as JSON; raise InvalidResult for other values, or more than 64 kB."""
    try:
        text = json.dumps(result, ensure_ascii=False, allow_nan=False)
        size = len(text.encode())
    except (TypeError, ValueError, RecursionError) as error:
        raise InvalidResult(f'The step "{name}" returned something that is not JSON: {message_of(error)}.') from error
    if size > MAX_RESULT_BYTES:
        raise InvalidResult(
            f'The result of the step "{name}" may take {MAX_RESULT_BYTES} bytes as JSON, got {size}. '
            "Keep large things in an item or a file and return its id."
        )
    return text


def _reserve(run: Run, name: str) -> None:
    try:
        check_text(name, "step", max_bytes=MAX_NAME_BYTES)
    except UnstorableInput as error:
        raise InvalidStep(f"A step has a name that cannot be used: {error}") from error
    if not name:
        raise InvalidStep("A step needs a name.")
    if name in run.step_names:
        raise InvalidStep(
            f'This attempt has a step "{name}" already. Results are kept by name: put what differs into the name, '
            f'such as run_step(f"{name} {{number}}", …).'
        )
    run.step_names.add(name)
