"""The criteria in `docs/reference/measurements.md`: all are there, each with the place where it is tested."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "docs/reference/measurements.md").read_text(encoding="utf-8")
TABLES = [
    ("## `make simulate` and `make measure`", "M", 25),
    ("## What the engine promises", "J", 30),
    ("## What the pages promise", "U", 27),
]


def rows(heading: str, letter: str) -> list[str]:
    section = TEXT.split(heading)[1].split("\n## ")[0]
    return [line for line in section.splitlines() if re.match(rf"\| {letter}\d", line)]


def criterion(row: str) -> str:
    return row.split("|")[1].strip()


@pytest.mark.parametrize(("heading", "letter", "count"), TABLES)
def test_all_criteria_are_there_in_order(heading: str, letter: str, count: int) -> None:
    numbers = [int(criterion(row).removeprefix(letter)) for row in rows(heading, letter)]

    assert numbers == sorted(numbers)
    assert set(numbers) == set(range(1, count + 1))


@pytest.mark.parametrize(("heading", "letter", "count"), TABLES)
def test_every_file_that_is_named_is_there_and_every_criterion_has_a_test(
    heading: str, letter: str, count: int
) -> None:
    results = rows(heading, letter)

    named = {path for row in results for path in re.findall(r"`((?:tests|bench)/[^`]+\.py)`", row)}
    tested = {criterion(row) for row in results if "`tests/" in row}

    assert [path for path in sorted(named) if not (ROOT / path).is_file()] == []
    assert tested == {f"{letter}{number}" for number in range(1, count + 1)}
