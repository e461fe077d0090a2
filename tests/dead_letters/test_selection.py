"""Selecting dead letters: by every part, in pages."""

from datetime import timedelta

import pytest
from flask import Flask

from fsp.clock import utc_now
from fsp.dead_letters.replay import discard, find_dead_letter
from fsp.dead_letters.selection import Selection, count, page
from tests.dead_letters.burying import buried_row


@pytest.fixture
def letters(core: Flask) -> None:
    buried_row(1)
    buried_row(2, "generate-report", error="100% lost")
    discard(find_dead_letter(buried_row(3)), by="ada", now=utc_now())


@pytest.mark.parametrize(
    ("parts", "results"),
    [
        ({}, ["job-2", "job-1"]),
        ({"state": "discarded"}, ["job-3"]),
        ({"state": ""}, ["job-3", "job-2", "job-1"]),
        ({"job_type": "generate-report"}, ["job-2"]),
        ({"text": "100%"}, ["job-2"]),
        ({"text": "1%0"}, []),
        ({"text": "job-1"}, ["job-1"]),
        ({"reason": "poison"}, []),
        ({"since": utc_now() + timedelta(hours=1)}, []),
        ({"before": utc_now() - timedelta(hours=1)}, []),
    ],
)
def test_letters_are_selected_by_every_named_part(letters: None, parts: dict[str, object], results: list[str]) -> None:
    selection = Selection(**parts)  # type: ignore[arg-type]

    assert [letter.job_id for letter in page(selection)] == results
    assert count(selection) == len(results)


def test_pages_follow_each_other_without_a_gap(core: Flask) -> None:
    for number in range(5):
        buried_row(number)

    first = page(Selection(), limit=3)
    second = page(Selection(), before_id=first[-1].id, limit=3)

    assert [letter.job_id for letter in first + second] == [f"job-{number}" for number in (4, 3, 2, 1, 0)]
