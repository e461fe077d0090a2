"""An update that replaces what somebody changed at the platform says so in the history of the post."""

from collections.abc import Callable

from fsp.models.item import Item
from fsp.publishing.edit_there import REPLACED
from fsp.publishing.item_activity import activity_of
from tests.publishing.journal import START, Journals
from tests.publishing.test_deliver import edit

MakeItem = Callable[..., Item]


def updates_of(item: Item) -> list[str]:
    """Return what the activity of a post says below its updates, the first one first."""
    lines = reversed(activity_of(item, zone="UTC"))
    return [line.text for line in lines if line.kind == "updated"]


def test_a_change_that_was_made_there_is_replaced_and_named(journal: Journals, make_item: MakeItem) -> None:
    item, place = make_item("beans", publish_at=START), journal.add()
    journal.hand_out(item)
    journal.deliver(item, place)
    for text, is_changed in {"Second.": False, "Third.": True, "Fourth.": False}.items():
        if is_changed:
            (number,) = journal.server.posts
            journal.server.posts[number]["text"] = "By hand."
        edit(journal, item, text)
        journal.deliver(item, place)

    assert updates_of(item) == ["", REPLACED, ""]
    assert [post["text"] for post in journal.server.posts.values()] == ["Fourth."]


def test_a_post_that_cannot_be_read_there_is_updated_all_the_same(journal: Journals, make_item: MakeItem) -> None:
    item, place = make_item("beans", publish_at=START), journal.add()
    journal.hand_out(item)
    journal.deliver(item, place)
    edit(journal, item, "Second.")
    journal.server.fail_next(403, on="GET /posts/")

    journal.deliver(item, place)

    assert updates_of(item) == [""]
    assert [post["text"] for post in journal.server.posts.values()] == ["Second."]
