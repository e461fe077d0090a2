"""One post at a destination outside, as its jobs publish, change and remove it: on loopback and on real servers."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from fsp.content.media import store
from fsp.content.revisions import add_current_revision
from fsp.destinations.credentials import encrypted
from fsp.errors import StillWanted
from fsp.models.destination import Destination
from fsp.models.item import Item, RevisionOrigin
from fsp.models.media import Media
from fsp.models.publication import PublicationState
from fsp.publishing.decisions import overwrite
from fsp.publishing.hand_out import want_everywhere
from fsp.publishing.take_down import republish_item, unpublish_item
from fsp.stores import db
from testbed.platforms.server import PlatformServer
from tests.destinations.tools import png
from tests.publishing.journal import START, Journals

MakeItem = Callable[..., Item]
BODY = "![Two beds](beds.png)\n\nUse `[gallery]`. See [peas](peas.md).\n\n| a |\n|--|\n| 1 |\n"
ORDINARY_TEXTS = (
    'It\'s "quoted" -- and … dashed. Café 🍅 日本',
    "# A & B < C\n\n- [ ] todo\n- [x] done\n\n> quote\n\n1. one\n1. two\n",
    "```php\n[gallery] <?php echo '$x & y'; ?>\n```\n\n    tab\tcode\n",
    'Line one  \nline two\n\n***\n\n<div class="x"><p>Raw &nbsp; HTML</p></div>\n',
    "| a | b |\n|:--|--:|\n| 1 | `x|y` |\n\nA note.[^1]\n\n[^1]: Below.\n",
    "https://example.org/a?b=c&d=e and <mail@example.org>\n\n<https://youtu.be/dQw4w9WgXcQ>\n",
    '<script>alert(1)</script>\n\n<iframe src="https://example.org/"></iframe>\n\nEnd.\n',
)
"""Texts that platforms change when they store them: none of that is a change by hand."""


@dataclass(frozen=True)
class Place:
    """A destination and its server. `creates` names the request that creates a post."""

    server: PlatformServer
    destination: Destination
    creates: str
    uploads: str
    edit_by_hand: Callable[[PlatformServer, str], None]
    """Changes the title of the post with this number, as a person would."""

    def post(self, number: str) -> dict[str, Any]:
        """Return a post there."""
        return self.server.posts[number]

    def is_live(self, number: str) -> bool:
        """Return whether visitors see the post."""
        return self.post(number)["status"] in {"publish", "published"}

    def text(self, number: str) -> str:
        """Return the HTML of the post."""
        text = self.post(number).get("content") or self.post(number).get("html")
        return str(text["raw"] if isinstance(text, dict) else text).replace("&#091;", "[")


def add_place(journal: Journals, platform: str, settings: dict[str, Any], credentials: dict[str, str]) -> Destination:
    """Add a destination with encrypted credentials."""
    row = journal.add(platform, credentials=encrypted(credentials, settings=journal.settings))
    row.settings = settings
    db.session.commit()
    return row


def pictured_item(journal: Journals, make_item: MakeItem) -> Item:
    """Return a post with an image, which is its cover too."""
    sha256 = store(journal.settings, png())
    values = {"media_type": "image/png", "size_bytes": 9, "width": 8, "height": 6}
    db.session.add(Media(project_id=journal.project.id, path="beds.png", sha256=sha256, **values))
    item = make_item("beans", title="Beans & peas", body=BODY, tags=("Garden",), publish_at=START)
    item.cover = "beds.png"
    db.session.commit()
    return item


def check_life_of_a_post(place: Place, journal: Journals, item: Item) -> None:
    """Publish with a lost answer, edit here and there, unpublish and publish again; check what is there after each."""
    journal.wait(5)
    journal.hand_out(item)
    place.server.fail_next("cut-after", on=place.creates)
    for _ in range(2):
        _deliver(journal, item, place)
    (first,) = place.server.created
    text = place.text(first)
    assert place.is_live(first)
    assert all(part in text for part in ("[gallery]", 'alt="Two beds"', "<table>"))
    assert "media:" not in text
    uploads = [request for request in place.server.sent(place.uploads) if b"PNG" in request.body]
    assert len(uploads) == 1

    for body in ORDINARY_TEXTS:
        _edit(journal, item, place, body)
        assert journal.publication(item, place.destination).state == PublicationState.PUBLISHED, body
    _edit(journal, item, place, "Edited.")
    assert "Edited." in place.text(first)

    _check_asks_about_edits(place, journal, item, first)

    unpublish_item(item)
    _deliver(journal, item, place)
    assert not place.is_live(first)
    assert journal.publication(item, place.destination).state == PublicationState.UNPUBLISHED

    republish_item(item)
    _deliver(journal, item, place)
    live = [number for number in place.server.posts if place.is_live(number)]
    assert live == [place.server.created[1]]
    assert place.post(live[0])["slug"] == "beans"


def _check_asks_about_edits(place: Place, journal: Journals, item: Item, number: str) -> None:
    """Change the post there, then here: it is asked about, and overwritten by a decision."""
    place.edit_by_hand(place.server, number)
    _edit(journal, item, place, "Edited again.")
    publication = journal.publication(item, place.destination)
    assert publication.state == PublicationState.EDITED
    assert "Edited again." not in place.text(number)

    overwrite(publication, connection=journal.connection, now=journal.now)
    _deliver(journal, item, place)
    assert "Edited again." in place.text(number)
    assert journal.publication(item, place.destination).state == PublicationState.PUBLISHED


def _edit(journal: Journals, item: Item, place: Place, body: str) -> None:
    add_current_revision(item, body, RevisionOrigin.PERSON)
    db.session.commit()
    want_everywhere(item, journal.now)
    _deliver(journal, item, place)


def _deliver(journal: Journals, item: Item, place: Place) -> None:
    journal.wait(200)
    with suppress(StillWanted):
        journal.deliver(item, place.destination)
