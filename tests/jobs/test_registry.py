"""The registry: SPEC's five types, and names taken once."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from functools import partial, wraps

import pytest

from fsp.handlers import catalogue  # noqa: F401
from fsp.jobs.registry import all_job_types, get_job_type, is_upkeep, job_type, user_job_types


@pytest.mark.parametrize(
    ("name", "concurrency", "priority", "retries"),
    [
        ("content-generation", 5, "medium", 3),
        ("project-scheduled-publish", 10, "high", 0),
        ("item-scheduled-publish", 5, "high", 3),
        ("generate-report", 5, "medium", 3),
        ("export-data", 3, "low", 3),
    ],
)
def test_the_five_types_have_their_rules(name: str, concurrency: int, priority: str, retries: int) -> None:
    result = get_job_type(name)

    assert (result.concurrency, result.priority.value, result.retries) == (concurrency, priority, retries)


def test_a_taken_name_is_refused() -> None:
    def another() -> None:
        """Another."""

    with pytest.raises(ValueError, match="already registered"):
        job_type("export-data")(another)


def test_a_limit_of_none_at_once_is_refused() -> None:
    with pytest.raises(ValueError, match="1 or more"):
        job_type("test-never", concurrency=0)


@pytest.mark.parametrize(
    "name", ["", "a|b", "two\nlines", "nul\x00", "x" * 101, "日" * 34, "\ud800", "/a", "a//b", "../a", " a"]
)
def test_a_name_that_could_not_be_counted_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="name takes 1 to 100 bytes"):
        job_type(name)


@pytest.mark.parametrize("name", ["zwölf → x", "a:b", "x" * 100, "日" * 33, "mail/send"])
def test_other_names_are_as_good_as_any(name: str) -> None:
    assert callable(job_type(name))


async def later() -> None:
    """Run later."""


async def many_later() -> AsyncIterator[int]:
    """Give numbers later."""
    yield 1


def many() -> Iterator[int]:
    """Give numbers."""
    yield 1


class Listed:
    def __call__(self) -> Iterator[int]:
        """Give numbers."""
        yield 1


@pytest.mark.parametrize(
    ("function", "reason"),
    [
        (many, r"many is a generator, which a worker would never run to its end; .* such as list\(…\)"),
        (many_later, r"many_later is an async generator, .* such as \[value async for value in …\]"),
        (partial(many), "is a generator"),
        (Listed(), "is a generator"),
    ],
)
def test_a_generator_is_refused_with_the_reason(function: Callable[[], object], reason: str) -> None:
    with pytest.raises(TypeError, match=f"test-later: .*{reason}"):
        job_type("test-later")(function)


def test_an_async_function_is_accepted() -> None:
    assert job_type("test-run-async")(later) is later


def test_a_plain_function_around_an_async_one_is_accepted() -> None:
    @wraps(later)
    def run() -> None:
        asyncio.run(later())

    assert job_type("test-run-later")(run) is run


def test_a_large_result_is_refused_or_stored_as_an_artifact() -> None:
    assert job_type("test-large-or-not", large_result="artifact").large_result == "artifact"
    with pytest.raises(ValueError, match='large_result must be "refuse" or "artifact", got \'s3\''):
        job_type("test-large-or-not", large_result="s3")  # type: ignore[arg-type]


def test_upkeep_is_told_from_what_people_ask_for() -> None:
    upkeep = {result.name for result in all_job_types()} - {result.name for result in user_job_types()}

    assert upkeep == {result.name for result in all_job_types() if is_upkeep(result.name)}
    assert {"due-publication-sweep", "clean-up"} <= upkeep
    assert not is_upkeep("export-data")
    assert not is_upkeep("a type that is gone")
