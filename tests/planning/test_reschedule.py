"""Moving posts, and taking it back."""

from datetime import UTC, date, datetime

import pytest
from flask import Flask

from fsp.content.publishing_slots import parse_slots
from fsp.errors import Conflict, InvalidInput, NotFound
from fsp.models.item import Item, ItemState
from fsp.models.project import Project
from fsp.planning.reschedule import (
    fill_after,
    fill_slots,
    move_by_days,
    move_to_day,
    restore_times,
    times_as_text,
    times_of_text,
)
from fsp.planning.slots import read_slots, replace_slots
from fsp.stores import db
from tests.planning.conftest import Planning

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
AT = datetime(2026, 5, 4, 7, tzinfo=UTC)


@pytest.fixture
def core(core_on_both: Flask) -> Flask:
    return core_on_both


def times() -> dict[str, datetime | None]:
    db.session.expire_all()
    return {item.title: item.publish_at for item in db.session.query(Item)}


def test_a_post_moves_to_a_day_at_its_time_of_day(planned: Planning) -> None:
    post = planned("A", AT)

    (move,) = move_to_day([post.id], date(2026, 12, 1))

    assert (move.before, move.after) == (AT, datetime(2026, 12, 1, 8, tzinfo=UTC))
    assert times() == {"A": datetime(2026, 12, 1, 8, tzinfo=UTC)}


def test_a_draft_gets_the_first_slot_of_the_day(planned: Planning, project: Project) -> None:
    replace_slots(project, parse_slots("Tue 18:30, Tue 20:00"))
    draft = planned("A")

    move_to_day([draft.id], date(2026, 5, 5))

    assert (draft.state, times()["A"]) == (ItemState.SCHEDULED, datetime(2026, 5, 5, 16, 30, tzinfo=UTC))


def test_posts_fill_free_slots_in_the_given_order(planned: Planning, project: Project) -> None:
    replace_slots(project, parse_slots("Mon 09:00"))
    planned("Taken", AT)
    first, second = planned("First"), planned("Second")

    fill_slots([second.id, first.id], after=NOW)

    assert times()["Second"] == datetime(2026, 5, 11, 7, tzinfo=UTC)
    assert times()["First"] == datetime(2026, 5, 18, 7, tzinfo=UTC)


def test_a_post_follows_another(planned: Planning, project: Project) -> None:
    replace_slots(project, parse_slots("Mon 09:00"))
    other, post = planned("Other", datetime(2026, 6, 2, tzinfo=UTC)), planned("A")

    fill_after([post.id], other, now=NOW)

    assert times()["A"] == datetime(2026, 6, 8, 7, tzinfo=UTC)


def test_a_move_is_taken_back(planned: Planning) -> None:
    scheduled, draft = planned("A", AT), planned("B")
    moves = move_to_day([scheduled.id, draft.id], date(2026, 5, 9))

    restore_times(times_of_text(times_as_text(moves)))

    db.session.refresh(draft)
    assert times() == {"A": AT, "B": None}
    assert draft.state == ItemState.DRAFT


def test_a_refused_move_changes_nothing(planned: Planning) -> None:
    good, out = planned("A", AT), planned("Out", AT, state=ItemState.PUBLISHED)
    empty = planned("Empty", body="")

    for other in (out, empty):
        with pytest.raises(Conflict):
            move_by_days([good.id, other.id], 7)
    assert times()["A"] == AT


def test_what_cannot_be_moved_is_said(planned: Planning, project: Project) -> None:
    draft = planned("A")

    with pytest.raises(Conflict, match="has no time"):
        move_by_days([draft.id], 1)
    with pytest.raises(Conflict, match="has no time"):
        fill_after([draft.id], draft, now=NOW)
    with pytest.raises(NotFound, match="Post 99"):
        move_to_day([99], date(2026, 5, 9))
    with pytest.raises(InvalidInput, match="1 to 500"):
        move_to_day([], date(2026, 5, 9))
    with pytest.raises(InvalidInput, match="must have the form"):
        times_of_text("x")


def test_slots_are_replaced(project: Project) -> None:
    replace_slots(project, parse_slots("Mon 09:00, Tue 10:00"))
    replace_slots(project, parse_slots("Tue 10:00"))

    assert read_slots(project) == parse_slots("Tue 10:00")
