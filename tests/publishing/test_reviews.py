"""Reviews: who may decide, what a decision holds for, and what waits for it."""

from datetime import UTC, datetime

import pytest
from flask import Flask

from fsp.content.editing import ItemText, save_item
from fsp.errors import Conflict, InvalidInput
from fsp.models.account import Account, Role
from fsp.models.item import Item, ItemState
from fsp.models.project import Project
from fsp.models.review import DecisionKind
from fsp.publishing.doomed import list_doomed
from fsp.publishing.due import due_items
from fsp.publishing.item_activity import activity_of
from fsp.publishing.permission import why_held_back
from fsp.publishing.publish_item import publish_item
from fsp.publishing.reviewers import Person, ReviewRules, possible_reviewers, save_rules
from fsp.publishing.reviews import ask_review, comment, decide, waiting_for, withdraw_review
from fsp.publishing.schedule import schedule_item, unschedule_item
from fsp.settings import Settings
from fsp.stores import db
from tests.publishing.conftest import MakeItem

NOW = datetime(2026, 5, 1, 9, tzinfo=UTC)
ANNA, BEN, EVE = (Person(name, Role.OPERATOR) for name in ("anna", "ben", "eve"))
APPROVED, CHANGES = DecisionKind.APPROVED, DecisionKind.CHANGES


@pytest.fixture
def core(core_on_both: Flask) -> Flask:
    return core_on_both


@pytest.fixture
def item(project: Project, make_item: MakeItem) -> Item:
    for name in ("anna", "ben", "eve"):
        db.session.add(Account(name=name, role="operator"))
    db.session.commit()
    save_rules(project, ReviewRules(required_approvals=1))
    item = make_item("beans", title="Beans", state=ItemState.DRAFT)
    edit(item, "First.")
    return item


def edit(item: Item, body: str) -> None:
    save_item(item, ItemText(title="Beans", body=body), seen_revision_id=item.current_revision_id, author="anna")


def test_a_post_is_reviewed_changed_approved_and_scheduled(item: Item, settings: Settings) -> None:
    ask_review(item, by="anna", note="Please look.")
    asked = (item.state, [row.note for row in waiting_for(BEN)], waiting_for(ANNA))
    decide(item, CHANGES, BEN, text="Shorter.")
    returned = (item.state, waiting_for(BEN))
    edit(item, "Short.")
    ask_review(item, by="anna")
    decide(item, APPROVED, BEN)
    schedule_item(item, NOW)
    publish_item(item.id, settings=settings, now=NOW)
    db.session.refresh(item)

    assert asked == (ItemState.REVIEW, ["Please look."], [])
    assert returned == (ItemState.DRAFT, [])
    assert (item.state, waiting_for(EVE)) == (ItemState.PUBLISHED, [])
    words = [line.words for line in activity_of(item, zone="UTC")]
    assert "approved (revision 3)" in words
    assert "scheduled it for 2026-05-01 09:00 UTC" in words
    assert "published to Site" in words


def test_a_post_without_approval_cannot_be_scheduled(item: Item) -> None:
    with pytest.raises(Conflict, match="0 of 1 approvals"):
        schedule_item(item, NOW)


def test_an_edit_after_the_approval_asks_again_and_the_schedule_waits(item: Item, settings: Settings) -> None:
    ask_review(item, by="anna")
    decide(item, APPROVED, BEN)
    schedule_item(item, NOW)
    ready = due_items("garden", NOW)
    edit(item, "Changed afterwards.")

    assert len(ready) == 1
    assert due_items("garden", NOW) == []
    assert "waits for approval" in why_held_back(item.id)
    assert publish_item(item.id, settings=settings, now=NOW).urls == {}
    assert [row.item_id for row in waiting_for(BEN)] == [item.id]
    assert [row.problems[0].code for row in list_doomed(NOW)] == ["not-approved"]

    decide(item, APPROVED, BEN)

    assert list(publish_item(item.id, settings=settings, now=NOW).urls) == ["site"]


def test_a_published_text_needs_no_approval_to_stay(item: Item, settings: Settings, project: Project) -> None:
    save_rules(project, ReviewRules())
    schedule_item(item, NOW)
    publish_item(item.id, settings=settings, now=NOW)
    save_rules(project, ReviewRules(required_approvals=2))

    assert why_held_back(item.id) == ""
    edit(item, "New.")
    assert "waits for approval" in why_held_back(item.id)


def test_authors_do_not_approve_their_own_text_unless_the_project_allows_it(item: Item, project: Project) -> None:
    ask_review(item, by="eve")

    with pytest.raises(Conflict, match="You wrote a part of this text"):
        decide(item, APPROVED, ANNA)
    save_rules(project, ReviewRules(required_approvals=1, may_approve_own=True))
    decide(item, APPROVED, ANNA)

    assert why_held_back(item.id) == "The post is in review and is not scheduled."


def test_only_named_reviewers_decide(item: Item, project: Project) -> None:
    save_rules(project, ReviewRules(required_approvals=1, reviewers=("eve",)))
    ask_review(item, by="anna")

    with pytest.raises(Conflict, match="are reviewed by eve"):
        decide(item, APPROVED, BEN)
    assert (waiting_for(BEN), [row.title for row in waiting_for(EVE)]) == ([], ["Beans"])
    assert possible_reviewers(project) == ["eve"]


def test_the_role_of_reviewers_counts(item: Item, project: Project) -> None:
    save_rules(project, ReviewRules(required_approvals=1, reviewer_role=Role.ADMIN))
    ask_review(item, by="anna")

    with pytest.raises(Conflict, match="need the role admin"):
        decide(item, APPROVED, BEN)
    decide(item, APPROVED, Person("root", Role.ADMIN))


def test_two_approvals_of_one_person_count_once(item: Item, project: Project) -> None:
    save_rules(project, ReviewRules(required_approvals=2))
    ask_review(item, by="anna")
    decide(item, APPROVED, BEN)
    decide(item, APPROVED, BEN)

    with pytest.raises(Conflict, match="1 of 2 approvals"):
        schedule_item(item, NOW)
    decide(item, APPROVED, EVE)
    schedule_item(item, NOW)
    decide(item, CHANGES, EVE, text="Wait.")

    assert (item.state, due_items("garden", NOW)) == (ItemState.SCHEDULED, [])


def test_a_decision_is_for_the_revision_that_was_read(item: Item) -> None:
    ask_review(item, by="anna")

    with pytest.raises(Conflict, match="now has revision 2"):
        decide(item, APPROVED, BEN, seen_revision=1)


def test_a_request_can_be_withdrawn_and_an_unscheduled_post_is_still_in_review(item: Item) -> None:
    ask_review(item, by="anna")
    decide(item, APPROVED, BEN)
    schedule_item(item, NOW)
    unschedule_item(item)
    state = item.state
    withdraw_review(item)

    assert (state, item.state) == (ItemState.REVIEW, ItemState.DRAFT)
    with pytest.raises(Conflict, match="not in review"):
        withdraw_review(item)


def test_what_cannot_be_says_why(item: Item, project: Project) -> None:
    refused = [
        (lambda: comment(item, by="anna", text=" "), "Write a comment"),
        (lambda: decide(item, CHANGES, BEN), "Say what should change"),
        (lambda: comment(item, by="anna", text="x" * 2001), "at most 2000"),
        (lambda: ask_review(item, by="anna", reviewers=("nobody",)), "no enabled account"),
        (lambda: save_rules(project, ReviewRules(11)), "0 to 10"),
        (lambda: save_rules(project, ReviewRules(2, reviewers=("eve",))), "You named 1"),
    ]

    for action, words in refused:
        with pytest.raises(InvalidInput, match=words):
            action()


def test_a_comment_is_in_the_activity(item: Item) -> None:
    comment(item, by="eve", text="Nice {braces}.")

    line = activity_of(item, zone="UTC")[0]
    assert (line.by, line.words, line.text) == ("eve", "commented", "Nice {braces}.")
