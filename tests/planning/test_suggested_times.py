"""The times that the page of a post suggests."""

from datetime import UTC, datetime

import pytest
from flask import Flask

from fsp.content.publishing_slots import parse_slots
from fsp.models.project import Project
from fsp.planning.slots import replace_slots
from fsp.planning.suggested_times import suggest_times
from fsp.stores import db
from tests.planning.conftest import Planning

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
"""A Friday."""

MONDAY, NEXT_MONDAY = datetime(2026, 5, 4, 7, tzinfo=UTC), datetime(2026, 5, 11, 7, tzinfo=UTC)


@pytest.fixture
def core(core_on_both: Flask) -> Flask:
    return core_on_both


def test_without_slots_nothing_is_suggested(planned: Planning, project: Project) -> None:
    suggested = suggest_times(planned("A"), project, now=NOW)

    assert (suggested.has_slots, suggested.next_free, suggested.after_previous) == (False, None, None)


def test_the_next_free_slot_and_the_one_after_the_series_are_suggested(planned: Planning, project: Project) -> None:
    replace_slots(project, parse_slots("Mon 09:00"))
    part, other, new = planned("Part 1", NEXT_MONDAY), planned("Other", MONDAY), planned("Part 2")
    part.series = new.series = other.series = "Parts"
    other.series = ""
    db.session.commit()

    suggested = suggest_times(new, project, now=NOW)

    assert suggested.next_free is not None
    assert suggested.after_previous is not None
    assert suggested.next_free.moment == datetime(2026, 5, 18, 7, tzinfo=UTC)
    assert suggested.previous is not None
    assert suggested.previous.title == "Part 1"
    assert suggested.after_previous.moment == datetime(2026, 5, 18, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (
            datetime(2026, 3, 1, tzinfo=UTC),
            "On 29 March 2026 clocks in Europe/Berlin go forward: 02:00 to 03:00 does not exist",
        ),
        (
            datetime(2026, 10, 1, tzinfo=UTC),
            "On 25 October 2026 clocks in Europe/Berlin go back: 02:00 to 03:00 occurs twice",
        ),
        (NOW, ""),
    ],
)
def test_a_change_of_clocks_is_explained_before_it(
    planned: Planning, project: Project, now: datetime, words: str
) -> None:
    said = suggest_times(planned("A"), project, now=now).clock_change_words

    assert said.startswith(words)
    assert bool(said) is bool(words)
