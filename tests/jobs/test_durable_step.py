"""Durable steps: what they return, what they refuse, and when a function is called."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, field
from typing import Any

import pytest

from fsp.errors import InvalidResult, InvalidStep
from fsp.jobs.durable_step import MAX_RESULT_BYTES, run_step, run_step_async
from fsp.jobs.run_context import Nobody, Run, running


@dataclass
class Memory:
    """Keeps steps in a dictionary, over as many attempts as use it."""

    results: dict[str, str] = field(default_factory=dict)
    events: list[str] = field(default_factory=list)

    def find(self, name: str) -> str | None:
        return self.results.get(name)

    def begin(self, name: str) -> None:
        self.events.append(f"begin {name}")

    def keep(self, name: str, result: str, seconds: float) -> None:
        self.results[name] = result

    def fail(self, name: str, error: str, seconds: float) -> None:
        self.events.append(f"fail {name}: {error}")


class Watched(Nobody):
    """Watches nothing but the steps."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    @property
    def steps(self) -> Memory:
        """Return the memory."""
        return self._memory


def attempt(memory: Memory) -> running:
    return running(Run("j", "t", watcher=Watched(memory)))


def test_a_later_attempt_gets_the_result_without_a_call() -> None:
    memory, calls = Memory(), []

    for _ in range(2):
        with attempt(memory):
            result = run_step("upload", lambda: calls.append(1) or {"id": 7})

    assert (result, len(calls)) == ({"id": 7}, 1)


def test_the_first_attempt_gets_what_a_later_one_would_get() -> None:
    with attempt(Memory()):
        assert run_step("upload", lambda: ("a", {1: None})) == ["a", {"1": None}]
    assert run_step("upload", lambda: ("a",)) == ["a"]


def test_arguments_are_passed_on() -> None:
    with attempt(Memory()):
        assert run_step("divide", divmod, 7, 2) == [3, 1]


def test_a_step_that_fails_keeps_nothing_and_runs_in_the_next_attempt() -> None:
    memory = Memory()

    with attempt(memory), pytest.raises(ZeroDivisionError):
        run_step("divide", divmod, 7, 0)
    with attempt(memory):
        assert run_step("divide", divmod, 7, 2) == [3, 1]

    assert memory.events[1].startswith("fail divide: ZeroDivisionError: ")


def test_a_name_is_used_once_in_an_attempt() -> None:
    with attempt(Memory()):
        run_step("upload", int)
        with pytest.raises(InvalidStep, match='has a step "upload" already'):
            run_step("upload", int)


@pytest.mark.parametrize("name", ["", "x" * 101, "a\0b"])
def test_a_name_that_cannot_be_stored_is_refused(name: str) -> None:
    with attempt(Memory()), pytest.raises(InvalidStep):
        run_step(name, int)


@pytest.mark.parametrize("result", [object(), float("nan"), "\ud800", {"x"}])
def test_a_result_that_is_no_json_is_refused(result: object) -> None:
    with attempt(Memory()), pytest.raises(InvalidResult, match='The step "make" returned something that is not JSON'):
        run_step("make", lambda: result)


def test_a_result_takes_64_kb_whatever_the_script() -> None:
    memory = Memory()
    with attempt(memory):
        run_step("fits", lambda: "é" * ((MAX_RESULT_BYTES - 2) // 2))
        with pytest.raises(InvalidResult, match="may take 65536 bytes as JSON, got 65538"):
            run_step("too large", lambda: "x" * MAX_RESULT_BYTES)

    assert list(memory.results) == ["fits"]


def test_a_step_is_timed_when_it_runs_and_not_when_it_is_skipped() -> None:
    memory = Memory()
    times = []
    for _ in range(2):
        run = Run("j", "t", watcher=Watched(memory))
        with running(run):
            run_step("upload", int)
        times.append([step.name for step in run.steps])

    assert times == [["upload"], []]


def run_alone(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """Run it in a thread of its own: a browser test of the same process may have left its event loop running."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(copy_context().run, asyncio.run, coroutine).result()


def test_an_async_step_is_awaited_once() -> None:
    memory, calls = Memory(), []

    async def upload(number: int) -> tuple[int]:
        calls.append(number)
        await asyncio.sleep(0)
        return (number,)

    async def fail() -> None:
        raise ValueError("no")

    for _ in range(2):
        with attempt(memory):
            assert run_alone(run_step_async("upload", upload, 7)) == [7]
    with attempt(memory), pytest.raises(ValueError, match="no"):
        run_alone(run_step_async("fail", fail))

    assert (calls, memory.events[-1]) == ([7], "fail fail: ValueError: no")
    assert run_alone(run_step_async("upload", upload, 8)) == [8]
