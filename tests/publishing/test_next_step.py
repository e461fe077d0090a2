"""The next request for a post at a destination: a create is never repeated blindly."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fsp.destinations.contract import Abilities, Markup, Sent
from fsp.publishing.next_step import (
    CARRIED_OUT_LATE,
    CRASHED,
    Ask,
    Cannot,
    Create,
    Find,
    Known,
    Nothing,
    Remove,
    Step,
    Update,
    Wait,
    known_if_there,
    next_step,
    step_if_not_there,
)

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
ALL = Abilities(Markup.HTML)
BLIND = Abilities(Markup.TEXT, finds=False, updates=False, removes=False)
REPEATS = replace(BLIND, repeats=True)
NEW, SENT = Known(), Known(create_sent_at=NOW)
THERE = Known("7", "old")


@pytest.mark.parametrize(
    ("knowledge", "new_hash", "abilities", "step"),
    [
        (NEW, "new", ALL, Find()),
        (NEW, "new", BLIND, Create()),
        (SENT, "new", ALL, Find()),
        (SENT, "new", BLIND, Ask()),
        (SENT, "new", REPEATS, Create()),
        (SENT, None, REPEATS, Ask()),
        (THERE, "old", ALL, Nothing()),
        (THERE, "new", ALL, Update("7")),
        (THERE, "new", BLIND, Cannot("update")),
        (THERE, None, ALL, Remove("7")),
        (THERE, None, BLIND, Cannot("remove")),
        (NEW, None, ALL, Nothing()),
        (SENT, None, ALL, Find()),
        (SENT, None, BLIND, Ask()),
    ],
)
def test_each_case_has_its_request(knowledge: Known, new_hash: str | None, abilities: Abilities, step: Step) -> None:
    assert next_step(knowledge, new_hash, abilities) == step


@pytest.mark.parametrize(
    ("knowledge", "after", "step"),
    [
        (NEW, timedelta(), Create()),
        (SENT, CRASHED - timedelta(seconds=1), Wait(1)),
        (SENT, CRASHED, Create()),
        (replace(SENT, ended_at=NOW), CARRIED_OUT_LATE - timedelta(seconds=1), Wait(1)),
        (replace(SENT, ended_at=NOW), CARRIED_OUT_LATE, Create()),
    ],
)
def test_a_post_that_is_not_there_is_created_once_no_earlier_request_can_arrive(
    knowledge: Known, after: timedelta, step: Step
) -> None:
    assert step_if_not_there(knowledge, "new", NOW + after) == step


def test_a_removal_ends_when_the_post_is_not_there() -> None:
    assert step_if_not_there(SENT, None, NOW + CRASHED) == Nothing()


def test_a_post_that_was_found_has_the_content_that_was_sent() -> None:
    sent = replace(SENT, content_hash="sent")

    after_loss = known_if_there(sent, Sent("7", ""), "new", ALL)
    older_database = known_if_there(NEW, Sent("7", ""), "new", ALL)
    without_updates = known_if_there(NEW, Sent("7", ""), "new", replace(BLIND, finds=True))

    assert next_step(after_loss, "sent", ALL) == Nothing()
    assert next_step(older_database, "new", ALL) == Update("7")
    assert next_step(without_updates, "new", BLIND) == Nothing()


@given(
    external_id=st.sampled_from(["", "7"]),
    create_sent_at=st.sampled_from([None, NOW]),
    ended_at=st.sampled_from([None, NOW]),
    finds=st.booleans(),
    updates=st.booleans(),
)
def test_a_create_follows_only_if_none_was_sent_or_the_platform_was_asked(
    external_id: str, create_sent_at: datetime | None, ended_at: datetime | None, finds: bool, updates: bool
) -> None:
    knowledge = Known(external_id, "old", create_sent_at, ended_at)
    abilities = replace(ALL, finds=finds, updates=updates)

    step = next_step(knowledge, "new", abilities)

    if isinstance(step, Create):
        assert (external_id, create_sent_at, finds) == ("", None, False)
