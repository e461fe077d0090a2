"""An update asks before it replaces what somebody changed at the platform, unless its destination says otherwise."""

from collections.abc import Callable

import pytest

from fsp.errors import Conflict
from fsp.models.destination import AfterEdit, Destination
from fsp.models.item import Item
from fsp.models.publication import Drift, PublicationState
from fsp.publishing.decisions import keep_theirs, overwrite
from fsp.publishing.edit_there import REPLACED
from fsp.publishing.item_activity import activity_of
from fsp.publishing.item_publications import find_row
from fsp.publishing.take_down import unpublish_item
from tests.publishing.journal import START, Journals
from tests.publishing.test_deliver import edit

MakeItem = Callable[..., Item]


@pytest.fixture
def asking(journal: Journals, make_item: MakeItem) -> tuple[Item, Destination]:
    """Return a post that was changed there by hand, and then in FSP; its update asks."""
    item, place = make_item("beans", publish_at=START), journal.add()
    journal.hand_out(item)
    journal.deliver(item, place)
    change_there(journal, "By hand.")
    edit(journal, item, "Second.")
    journal.deliver(item, place)
    return item, place


def change_there(journal: Journals, text: str) -> None:
    (number,) = journal.server.posts
    journal.server.posts[number]["text"] = text


def texts(journal: Journals) -> list[str]:
    return [post["text"] for post in journal.server.posts.values()]


def updates_of(item: Item) -> list[str]:
    """Return what the activity of a post says below its updates, the first one first."""
    lines = reversed(activity_of(item, zone="UTC"))
    return [line.text for line in lines if line.kind == "updated"]


def test_a_destination_that_overwrites_replaces_the_change_and_names_it(journal: Journals, make_item: MakeItem) -> None:
    item, place = make_item("beans", publish_at=START), journal.add(after_edit=AfterEdit.OVERWRITE)
    journal.hand_out(item)
    journal.deliver(item, place)
    for text, is_changed in {"Second.": False, "Third.": True, "Fourth.": False}.items():
        if is_changed:
            change_there(journal, "By hand.")
        edit(journal, item, text)
        journal.deliver(item, place)

    assert updates_of(item) == ["", REPLACED, ""]
    assert texts(journal) == ["Fourth."]


def test_an_update_of_a_post_that_was_changed_there_waits_for_a_person(
    journal: Journals, asking: tuple[Item, Destination]
) -> None:
    publication = journal.publication(*asking)

    assert texts(journal) == ["By hand."]
    assert (publication.state, publication.drift) == (PublicationState.EDITED, Drift.DIFFERS)
    assert publication.held_because.startswith("Somebody changed it at Journal since FSP wrote it.")
    assert find_row(asking[0], asking[1].id).decisions == ("overwrite", "keep-theirs")


def test_nothing_is_sent_before_the_decision(journal: Journals, asking: tuple[Item, Destination]) -> None:
    edit(journal, asking[0], "Third.")
    journal.deliver(*asking)

    assert texts(journal) == ["By hand."]
    assert journal.publication(*asking).state == PublicationState.EDITED


def test_overwrite_sends_the_present_text(journal: Journals, asking: tuple[Item, Destination]) -> None:
    overwrite(journal.publication(*asking), connection=journal.connection, now=journal.now)
    journal.deliver(*asking)

    publication = journal.publication(*asking)
    assert texts(journal) == ["Second."]
    assert (publication.state, publication.drift, publication.held_because) == ("published", Drift.NONE, "")


def test_a_further_change_after_the_decision_is_asked_about_again(
    journal: Journals, asking: tuple[Item, Destination]
) -> None:
    overwrite(journal.publication(*asking), connection=journal.connection, now=journal.now)
    change_there(journal, "By hand, once more.")
    journal.deliver(*asking)

    assert texts(journal) == ["By hand, once more."]
    assert journal.publication(*asking).state == PublicationState.EDITED


def test_keep_theirs_leaves_it_and_the_next_update_asks_again(
    journal: Journals, asking: tuple[Item, Destination]
) -> None:
    keep_theirs(journal.publication(*asking))
    journal.deliver(*asking)
    left = journal.publication(*asking)
    seen = (texts(journal), left.state, left.drift)
    edit(journal, asking[0], "Third.")
    journal.deliver(*asking)

    assert seen == (["By hand."], PublicationState.PUBLISHED, Drift.DIFFERS)
    assert (texts(journal), journal.publication(*asking).state) == (["By hand."], PublicationState.EDITED)


def test_what_was_decided_cannot_be_decided_again(journal: Journals, asking: tuple[Item, Destination]) -> None:
    keep_theirs(journal.publication(*asking))

    with pytest.raises(Conflict):
        keep_theirs(journal.publication(*asking))
    with pytest.raises(Conflict):
        overwrite(journal.publication(*asking), connection=journal.connection, now=journal.now)


def test_a_post_that_waits_can_be_unpublished(journal: Journals, asking: tuple[Item, Destination]) -> None:
    unpublish_item(asking[0])
    journal.deliver(*asking)

    assert texts(journal) == []
    assert journal.publication(*asking).state == PublicationState.UNPUBLISHED


@pytest.mark.parametrize("fault", ["cut-after", "cut-before", 500])
def test_an_update_whose_answer_was_lost_is_not_taken_for_a_change_by_hand(
    journal: Journals, make_item: MakeItem, fault: int | str
) -> None:
    item, place = make_item("beans", publish_at=START), journal.add()
    journal.hand_out(item)
    journal.deliver(item, place)
    edit(journal, item, "Second.")
    journal.server.fail_next(fault, on="PUT")
    with pytest.raises(Exception, match="127"):
        journal.deliver(item, place)
    edit(journal, item, "Third.")
    journal.deliver(item, place)

    publication = journal.publication(item, place)
    assert texts(journal) == ["Third."]
    assert (publication.state, publication.update_sent_at) == (PublicationState.PUBLISHED, None)


def test_a_refusal_after_a_lost_answer_leaves_it_unsure(journal: Journals, make_item: MakeItem) -> None:
    item, place = make_item("beans", publish_at=START), journal.add()
    journal.hand_out(item)
    journal.deliver(item, place)
    edit(journal, item, "Second.")
    for fault in ("cut-after", 429):
        journal.wait(1)
        journal.server.fail_next(fault, on="PUT")
        with pytest.raises(Exception, match="127"):
            journal.deliver(item, place)
    edit(journal, item, "Third.")
    journal.deliver(item, place)

    assert texts(journal) == ["Third."]
    assert journal.publication(item, place).state == PublicationState.PUBLISHED


def test_after_an_update_that_was_refused_a_change_there_is_still_asked_about(
    journal: Journals, make_item: MakeItem
) -> None:
    item, place = make_item("beans", publish_at=START), journal.add()
    journal.hand_out(item)
    journal.deliver(item, place)
    edit(journal, item, "Second.")
    journal.server.fail_next(429, on="PUT")
    with pytest.raises(Exception, match="429"):
        journal.deliver(item, place)
    change_there(journal, "By hand.")
    journal.deliver(item, place)

    assert texts(journal) == ["By hand."]
    assert journal.publication(item, place).state == PublicationState.EDITED


def test_a_post_that_cannot_be_read_there_is_updated_all_the_same(journal: Journals, make_item: MakeItem) -> None:
    item, place = make_item("beans", publish_at=START), journal.add()
    journal.hand_out(item)
    journal.deliver(item, place)
    edit(journal, item, "Second.")
    journal.server.fail_next(403, on="GET /posts/")

    journal.deliver(item, place)

    assert updates_of(item) == [""]
    assert texts(journal) == ["Second."]
