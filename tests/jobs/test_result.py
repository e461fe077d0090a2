"""What a job returns: kept as JSON, or refused with what is wrong."""

import asyncio
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from fsp.errors import InvalidResult
from fsp.jobs.result import MAX_RESULT_BYTES, as_json


class Odd(dict[str, int]):
    def items(self) -> Any:
        raise SystemExit


async def later() -> int:
    return 1


def circle() -> list[Any]:
    results: list[Any] = []
    results.append(results)
    return results


def test_a_result_of_the_largest_size_is_kept() -> None:
    largest = "x" * (MAX_RESULT_BYTES - 2)

    assert json.loads(as_json("shop", largest)) == largest


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: "x" * (MAX_RESULT_BYTES - 1), "may take 262144 bytes as JSON, got 262145"),
        (lambda: {1, 2}, "is not JSON: Object of type set"),
        (lambda: float("nan"), "is not JSON: Out of range float values"),
        (circle, "is not JSON: Circular reference"),
        (lambda: Odd(a=1), "raises SystemExit when it is read"),
        (later, "returned a coroutine, which nothing runs"),
        (lambda: (number for number in range(3)), "returned a generator, which nothing runs"),
    ],
    ids=["too large", "a set", "NaN", "a circle", "a class of its own", "a coroutine", "a generator"],
)
def test_what_cannot_be_kept_is_refused(make: Callable[[], Any], said: str) -> None:
    with pytest.raises(InvalidResult, match=said):
        as_json("shop", make())


def test_a_coroutine_that_was_run_is_a_result() -> None:
    # In a thread of its own: a browser test of the same process may have left its event loop running.
    with ThreadPoolExecutor(1) as pool:
        result = pool.submit(lambda: asyncio.run(later())).result()

    assert as_json("shop", result) == "1"
