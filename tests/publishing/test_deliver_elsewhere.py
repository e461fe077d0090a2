"""A post of a project at WordPress and Ghost, from its Markdown to its removal, as the jobs do it."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import pytest

from fsp.content.media import store
from fsp.content.revisions import add_current_revision
from fsp.destinations.credentials import encrypted
from fsp.errors import StillWanted
from fsp.models.destination import Destination
from fsp.models.item import Item, RevisionOrigin
from fsp.models.media import Media
from fsp.models.publication import PublicationState
from fsp.publishing.hand_out import want_everywhere
from fsp.publishing.take_down import republish_item, unpublish_item
from fsp.stores import db
from testbed.platforms.ghost import GhostServer
from testbed.platforms.server import PlatformServer
from testbed.platforms.wordpress import WordPressServer
from tests.destinations.tools import png
from tests.publishing.journal import START, Journals

MakeItem = Callable[..., Item]
BODY = "![Two beds](beds.png)\n\nUse `[gallery]`. See [peas](peas.md).\n\n| a |\n|--|\n| 1 |\n"


@dataclass(frozen=True)
class Place:
    """A destination and its server. `is_live` says whether a post there is public."""

    server: PlatformServer
    destination: Destination
    is_live: Callable[[dict[str, Any]], bool]
    text: str
    """The field with the text of a post."""


@pytest.fixture(params=["wordpress", "ghost"])
def place(request: pytest.FixtureRequest, journal: Journals) -> Iterator[Place]:
    if request.param == "wordpress":
        wordpress = WordPressServer()
        with wordpress.running():
            settings = {"url": wordpress.url, "username": "author"}
            row = _add(journal, "wordpress", settings, {"application_password": wordpress.users[1].password})
            yield Place(wordpress, row, lambda post: post["status"] == "publish", "content")
        return
    ghost = GhostServer()
    with ghost.running():
        row = _add(journal, "ghost", {"url": ghost.url}, {"admin_api_key": ghost.admin_api_key})
        yield Place(ghost, row, lambda post: post["status"] == "published", "html")


def _add(journal: Journals, platform: str, settings: dict[str, Any], credentials: dict[str, str]) -> Destination:
    row = journal.add(platform, credentials=encrypted(credentials, settings=journal.settings))
    row.settings = settings
    db.session.commit()
    return row


@pytest.fixture
def item(journal: Journals, make_item: MakeItem) -> Item:
    sha256 = store(journal.settings, png())
    values = {"media_type": "image/png", "size_bytes": 9, "width": 8, "height": 6}
    db.session.add(Media(project_id=journal.project.id, path="beds.png", sha256=sha256, **values))
    made = make_item("beans", title="Beans & peas", body=BODY, tags=("Garden",), publish_at=START)
    made.cover = "beds.png"
    db.session.commit()
    return made


def test_a_post_is_created_edited_taken_down_and_published_again(place: Place, journal: Journals, item: Item) -> None:
    journal.wait(5)
    journal.hand_out(item)
    place.server.fail_next("cut-after", on=_creates(place))

    for _ in range(2):
        _deliver(journal, item, place)
    (first,) = place.server.created
    post = place.server.posts[first]
    text = post[place.text].replace("&#091;", "[")
    assert place.is_live(post)
    assert "[gallery]" in text
    assert 'alt="Two beds"' in text
    assert "<table>" in text
    assert "media:" not in text
    assert len(place.server.uploads) == 1

    add_current_revision(item, "Edited.", RevisionOrigin.PERSON)
    db.session.commit()
    want_everywhere(item, journal.now)
    _deliver(journal, item, place)
    assert "Edited." in place.server.posts[first][place.text]

    unpublish_item(item)
    _deliver(journal, item, place)
    assert not place.is_live(place.server.posts[first])
    assert journal.publication(item, place.destination).state == PublicationState.UNPUBLISHED

    republish_item(item)
    _deliver(journal, item, place)
    live = [number for number, post in place.server.posts.items() if place.is_live(post)]
    assert live == [place.server.created[1]]
    assert place.server.posts[live[0]]["slug"] == "beans"


def _creates(place: Place) -> str:
    return "POST /wp-json/wp/v2/posts" if isinstance(place.server, WordPressServer) else "POST /ghost/api/admin/posts/"


def _deliver(journal: Journals, item: Item, place: Place) -> None:
    journal.wait(200)
    with suppress(StillWanted):
        journal.deliver(item, place.destination)
