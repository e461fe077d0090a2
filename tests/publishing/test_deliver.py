"""One post at one destination: created once, updated, removed, and never sent blindly again."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from fsp.content.revisions import add_current_revision
from fsp.destinations.credentials import encrypted
from fsp.errors import PermanentFailure, StillWanted
from fsp.models.item import Item, ItemState, RevisionOrigin
from fsp.models.publication import Drift, PublicationState
from fsp.publishing import deliver, take_down
from fsp.publishing.hand_out import hand_out, want_everywhere
from fsp.publishing.record import record_attempt
from fsp.publishing.schedule import publish_now, schedule_item, unschedule_item
from fsp.publishing.sender import LookAgain
from fsp.publishing.take_down import delete_item, republish_item, restore_item, unpublish_item
from fsp.stores import db
from testbed.platforms.webhook import SECRET, WebhookReceiver
from tests.publishing.journal import START, Journals

MakeItem = Callable[..., Item]


def edit(journal: Journals, item: Item, text: str) -> None:
    """Change a published post and publish it again."""
    add_current_revision(item, text, RevisionOrigin.PERSON)
    db.session.commit()
    want_everywhere(item, journal.now)


def test_a_post_is_sent_once_and_its_evidence_kept(journal: Journals, make_item: MakeItem) -> None:
    item, place = make_item("beans", publish_at=START), journal.add()
    journal.hand_out(item)
    journal.wait(5)

    first, second = journal.deliver(item, place), journal.deliver(item, place)

    row = journal.publication(item, place)
    assert (first.state, second.state) == ("published", "published")
    assert len(journal.server.created) == 1
    assert (row.external_id, row.url) == (journal.server.created[0], f"{journal.server.url}/{row.external_id}")
    assert (len(row.remote_hash), row.evidence["id"], row.create_sent_at) == (64, row.external_id, None)
    assert (row.due_at, (row.live_at or START) - START) == (START, journal.now - START)


def test_a_post_whose_answer_was_cut_off_is_found(journal: Journals, make_item: MakeItem) -> None:
    item, place = make_item("beans", publish_at=START), journal.add()
    journal.hand_out(item)
    journal.server.fail_next("cut-after", on="POST /posts")

    with pytest.raises(StillWanted):
        journal.deliver(item, place)
    again = journal.deliver(item, place)

    assert (again.state, len(journal.server.created)) == ("published", 1)


def test_a_post_that_never_arrived_is_sent_again_only_once_it_cannot_arrive_any_more(
    journal: Journals, make_item: MakeItem
) -> None:
    item, place = make_item("beans", publish_at=START), journal.add()
    journal.hand_out(item)
    journal.server.fail_next("cut-before", on="POST /posts")

    with pytest.raises(StillWanted):
        journal.deliver(item, place)
    journal.wait(29)
    with pytest.raises(LookAgain):
        journal.deliver(item, place)
    journal.wait(2)
    again = journal.deliver(item, place)

    assert (again.state, len(journal.server.created)) == ("published", 1)
    assert len(journal.server.sent("POST")) == 2


def test_a_platform_that_cannot_look_leaves_the_question_to_a_person(journal: Journals, make_item: MakeItem) -> None:
    item, place = make_item("beans", publish_at=START), journal.add("blind")
    journal.hand_out(item)
    journal.server.fail_next("cut-after", on="POST /posts")

    lost = journal.deliver(item, place)
    later = journal.deliver(item, place)

    assert (lost.state, later.state) == ("unknown", "unknown")
    assert "cannot look whether it published" in journal.publication(item, place).held_because
    assert len(journal.server.created) == 1


def test_a_refused_post_fails_for_good_and_can_be_sent_after_a_fix(journal: Journals, make_item: MakeItem) -> None:
    item, place = make_item("beans", publish_at=START), journal.add("blind")
    journal.hand_out(item)
    journal.server.fail_next(422, on="POST /posts")

    with pytest.raises(PermanentFailure, match="422"):
        journal.deliver(item, place)
    failed = journal.publication(item, place).state
    fixed = journal.deliver(item, place)

    assert (failed, fixed.state, len(journal.server.created)) == ("failed", "published", 1)


def test_an_edit_goes_out_as_an_update_of_the_same_post(journal: Journals, make_item: MakeItem) -> None:
    item, place = make_item("beans", publish_at=START), journal.add()
    journal.hand_out(item)
    journal.deliver(item, place)
    edit(journal, item, "New text.")

    journal.deliver(item, place)
    journal.deliver(item, place)

    assert [post["text"] for post in journal.server.posts.values()] == ["New text."]
    assert (len(journal.server.created), len(journal.server.sent("PUT"))) == (1, 1)


def test_a_platform_that_cannot_change_a_post_says_so(journal: Journals, make_item: MakeItem) -> None:
    item, place = make_item("beans", publish_at=START), journal.add("blind")
    journal.hand_out(item)
    journal.deliver(item, place)
    edit(journal, item, "New text.")

    journal.deliver(item, place)

    row = journal.publication(item, place)
    assert (row.state, "cannot change a post" in row.error) == ("published", True)
    assert len(journal.server.requests) == 1


def test_a_post_deleted_there_by_hand_is_not_made_again(journal: Journals, make_item: MakeItem) -> None:
    item, place = make_item("beans", publish_at=START), journal.add()
    journal.hand_out(item)
    journal.deliver(item, place)
    journal.server.posts.clear()
    edit(journal, item, "New text.")

    journal.deliver(item, place)

    row = journal.publication(item, place)
    assert (row.state, row.drift, len(journal.server.created)) == ("published", Drift.GONE, 1)


def test_an_unpublished_post_is_removed_and_sent_again_as_another_one(journal: Journals, make_item: MakeItem) -> None:
    item, place = make_item("beans", publish_at=START), journal.add()
    journal.hand_out(item)
    journal.deliver(item, place)

    unpublish_item(item)
    gone = journal.deliver(item, place)
    after_removal = dict(journal.server.posts)
    republish_item(item)
    back = journal.deliver(item, place)

    assert (gone.state, after_removal, back.state) == ("unpublished", {}, "published")
    assert len(journal.server.posts) == 1


@pytest.mark.parametrize("again", ["republish", "schedule", "restore", "publish"])
def test_a_post_that_is_wanted_again_a_day_later_is_not_late(
    journal: Journals, make_item: MakeItem, again: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(take_down, "utc_now", lambda: journal.now)
    place, item = journal.add(), make_item("beans", publish_at=START)
    journal.hand_out(item)
    journal.deliver(item, place)
    (delete_item if again == "restore" else unpublish_item)(item)
    journal.deliver(item, place)
    journal.wait(86_400)

    match again:
        case "schedule":
            schedule_item(item, journal.now)
        case "publish":
            publish_now(item, connection=journal.connection, now=journal.now)
        case _:
            {"republish": republish_item, "restore": restore_item}[again](item)
    journal.wait(5)
    journal.hand_out(item)
    delivered = journal.deliver(item, place)

    row = journal.publication(item, place)
    assert (delivered.state, len(journal.server.posts)) == ("published", 1)
    assert (row.due_at, row.live_at) == (journal.now - timedelta(seconds=5), journal.now)


def test_a_deleted_post_is_removed_and_a_restored_one_comes_back(journal: Journals, make_item: MakeItem) -> None:
    item, place = make_item("beans", publish_at=START), journal.add()
    journal.hand_out(item)
    journal.deliver(item, place)

    delete_item(item)
    gone = journal.deliver(item, place)
    restore_item(item)
    back = journal.deliver(item, place)

    assert (gone.state, back.state, len(journal.server.posts)) == ("unpublished", "published", 1)


def test_a_removal_that_failed_is_repeated_as_a_removal(journal: Journals, make_item: MakeItem) -> None:
    item, place = make_item("beans", publish_at=START), journal.add()
    journal.hand_out(item)
    journal.deliver(item, place)
    unpublish_item(item)
    journal.server.fail_next(401, on="DELETE")

    with pytest.raises(PermanentFailure):
        journal.deliver(item, place)
    again = journal.deliver(item, place)

    assert (again.state, journal.server.posts) == ("unpublished", {})


def test_a_post_unpublished_before_it_was_sent_is_not_sent(journal: Journals, make_item: MakeItem) -> None:
    item, place = make_item("beans", publish_at=START), journal.add()
    journal.hand_out(item)

    unpublish_item(item)
    result = journal.deliver(item, place)

    assert result.held_back == "The post is unpublished and is not scheduled."
    assert journal.server.requests == []


@pytest.mark.parametrize("withdraw", [delete_item, unschedule_item])
def test_a_post_withdrawn_while_its_attempt_begins_is_not_sent(
    journal: Journals, make_item: MakeItem, monkeypatch: pytest.MonkeyPatch, withdraw: Callable[[Item], None]
) -> None:
    place, item = journal.add(), make_item("beans", publish_at=START)
    hand_out(item, journal.now)

    def record_late(publication_id: int, now: datetime) -> bool:
        withdraw(item)
        return record_attempt(publication_id, now)

    monkeypatch.setattr(deliver, "record_attempt", record_late)

    withdrawn = journal.deliver(item, place)

    assert (withdrawn.state, journal.server.sent("POST")) == ("pending", [])
    assert withdrawn.held_back


def test_a_post_that_became_too_late_is_held_unless_it_was_sent(journal: Journals, make_item: MakeItem) -> None:
    item, place, other = make_item("beans", publish_at=START), journal.add(), journal.add(name="Other")
    journal.hand_out(item)
    journal.server.fail_next("cut-after", on="POST /posts")
    with pytest.raises(StillWanted):
        journal.deliver(item, other)
    journal.wait(3 * 3600)

    held, delivered = journal.deliver(item, place), journal.deliver(item, other)

    assert (held.state, delivered.state) == (PublicationState.HELD, "published")
    assert held.held_back == "It was due 3 h ago, and Journal takes posts that are at most 1 h late."
    assert len(journal.server.created) == 1


def test_a_post_without_a_site_counts_as_published_once_it_is_out_anywhere(
    journal: Journals, make_item: MakeItem
) -> None:
    item, place = make_item("beans", publish_at=START), journal.add()
    for row in db.session.query(type(place)).filter_by(platform="site"):
        row.removed_at = START
    db.session.commit()
    journal.hand_out(item)
    db.session.refresh(item)
    before = item.state

    journal.deliver(item, place)

    db.session.refresh(item)
    assert (before, item.state) == (ItemState.SCHEDULED, ItemState.PUBLISHED)


def test_a_platform_that_recognises_a_repeat_gets_the_same_post_again(journal: Journals, make_item: MakeItem) -> None:
    with WebhookReceiver().running() as server:
        place = journal.add("webhook")
        place.settings = {"url": f"{server.url}/hook", "ignores_repeats": True}
        place.credentials = encrypted({"secret": SECRET}, settings=journal.settings)
        db.session.commit()
        item = make_item("beans", publish_at=START)
        journal.hand_out(item)
        server.fail_next("cut-after")
        with pytest.raises(StillWanted):
            journal.deliver(item, place)
        edit(journal, item, "A newer text.")

        again = journal.deliver(item, place)

        assert (again.state, len(server.created)) == ("published", 1)
        assert [post["markdown"] for post in server.posts.values()] == ["A newer text."]
