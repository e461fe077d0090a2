"""Posts at destinations that hold files, from SQL to the file system."""

from collections.abc import Callable
from pathlib import Path

import pytest

from fsp.content.front_matter import parse
from fsp.content.media import store
from fsp.errors import StillWanted
from fsp.models.destination import Destination
from fsp.models.item import Item
from fsp.models.media import Media
from fsp.publishing.site.pending import build_pending
from fsp.publishing.take_down import unpublish_item
from fsp.stores import db
from tests.destinations.tools import png
from tests.publishing.journal import START, Journals
from tests.publishing.test_deliver import edit

MakeItem = Callable[..., Item]


def files_in(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def add_folder(journal: Journals, **settings: str) -> tuple[Destination, Path]:
    place = journal.add("folder", "Files")
    place.settings = {"folder": "blog", **settings}
    db.session.commit()
    return place, journal.settings.data_dir / "folders" / "blog"


def test_a_post_goes_to_a_folder_with_its_images_follows_edits_and_is_removed(
    journal: Journals, make_item: MakeItem
) -> None:
    place, folder = add_folder(journal)
    item = make_item("beans", title="Beans", body="![Beds](../img/beds.png)", tags=("Tea",), publish_at=START)
    item.source_path = "content/posts/beans.md"
    row = {"path": "content/img/beds.png", "media_type": "image/png", "size_bytes": 9, "width": 8, "height": 6}
    db.session.add(Media(project_id=journal.project.id, sha256=store(journal.settings, png()), **row))
    db.session.commit()
    journal.hand_out(item)

    assert journal.deliver(item, place).state == "published"
    first = files_in(folder)
    edit(journal, item, "No image any more.")
    journal.deliver(item, place)
    second = files_in(folder)
    unpublish_item(item)
    journal.deliver(item, place)

    (image,) = [name for name in first if name.endswith(".png")]
    document = parse(first["beans.md"].decode())
    assert (document.title, document.tags, document.body) == ("Beans", ("Tea",), f"![Beds]({image})")
    assert list(second) == ["beans.md"]
    assert parse(second["beans.md"].decode()).body == "No image any more."
    assert files_in(folder) == {}


def test_a_copy_of_the_site_waits_for_the_site(journal: Journals, make_item: MakeItem) -> None:
    place, folder = add_folder(journal, content="site", public_url="https://garden.example")
    item = make_item("beans", title="Beans", publish_at=START)
    journal.hand_out(item)

    delivered = journal.deliver(item, place)
    edit(journal, item, "Newer text.")
    with pytest.raises(StillWanted, match="not up to date"):
        journal.deliver(item, place)
    journal.hand_out(item)
    journal.deliver(item, place)

    assert delivered.url == "https://garden.example/beans/"
    assert b"Newer text." in files_in(folder)["beans/index.html"]
    assert {"index.html", "feed.xml", "site.css"} <= files_in(folder).keys()

    unpublish_item(item)
    with pytest.raises(StillWanted):
        journal.deliver(item, place)
    build_pending(journal.project.id, settings=journal.settings)
    journal.deliver(item, place)
    assert "beans/index.html" not in files_in(folder)
