"""Publishing: once, whatever happens on the way."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest
import redis
from sqlalchemy import select

from fsp import paths
from fsp.clock import iso, utc_now
from fsp.content.revisions import add_current_revision
from fsp.handlers.due_publication_sweep import sweep_due_publications
from fsp.handlers.item_scheduled_publish import publish_item as handle_item
from fsp.handlers.project_scheduled_publish import publish_project
from fsp.models.item import Item, ItemState, RevisionOrigin
from fsp.models.publication import Publication, PublicationState
from fsp.publishing.publish_item import PublishResult, publish_item
from fsp.publishing.site.platform import SitePlatform
from fsp.settings import Settings
from fsp.stores import db
from tests.wrong_clock import set_clock_wrong

NOW = datetime(2026, 5, 1, 9, tzinfo=UTC)
ATOM = {"a": "http://www.w3.org/2005/Atom"}
MakeItem = Callable[..., Item]


def feed(settings: Settings) -> ET.Element:
    return ET.parse(paths.site_folder(settings) / "garden" / "feed.xml").getroot()


def page(settings: Settings, name: str) -> str:
    return (paths.site_folder(settings) / "garden" / name).read_text()


def test_an_item_gets_its_page_and_its_places(make_item: MakeItem, settings: Settings) -> None:
    item = make_item("beans", title="Beans & <peas>", tags=("Kitchen garden", "豆"))

    result = publish_item(item.id, settings=settings, now=NOW)

    assert result == PublishResult({"site": "http://127.0.0.1:8000/site/garden/beans/"}, 0)
    assert "Beans &amp; &lt;peas&gt;" in page(settings, "beans/index.html")
    assert "<em>text</em>" in page(settings, "beans/index.html")
    assert "Beans" in page(settings, "index.html")
    assert "Beans" in page(settings, "tags/kitchen-garden/index.html")
    db.session.refresh(item)
    assert (item.state, item.published_at) == (ItemState.PUBLISHED, NOW)


def test_publishing_twice_leaves_one_post(make_item: MakeItem, settings: Settings) -> None:
    item = make_item("beans")

    publish_item(item.id, settings=settings, now=NOW)
    before = page(settings, "feed.xml")
    again = publish_item(item.id, settings=settings, now=NOW + timedelta(hours=1))

    assert again.unchanged == 1
    assert page(settings, "feed.xml") == before
    assert len(feed(settings).findall("a:entry", ATOM)) == 1


def test_a_crash_before_the_files_leaves_one_post(
    make_item: MakeItem, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = make_item("beans")
    with monkeypatch.context() as patched:
        patched.setattr(SitePlatform, "settle", lambda *_, **__: (_ for _ in ()).throw(OSError("power cut")))
        with pytest.raises(OSError, match="power cut"):
            publish_item(item.id, settings=settings, now=NOW)

    publish_item(item.id, settings=settings, now=NOW + timedelta(minutes=1))

    assert len(feed(settings).findall("a:entry", ATOM)) == 1
    assert db.session.scalars(select(Publication.state)).one() == PublicationState.PUBLISHED


def test_a_changed_text_updates_the_post_and_keeps_its_date(make_item: MakeItem, settings: Settings) -> None:
    item = make_item("beans")
    publish_item(item.id, settings=settings, now=NOW)
    add_current_revision(item, "Another text.", RevisionOrigin.PERSON)
    db.session.commit()

    publish_item(item.id, settings=settings, now=NOW + timedelta(days=1))

    entry = feed(settings).find("a:entry", ATOM)
    assert entry is not None
    assert entry.findtext("a:published", namespaces=ATOM) == "2026-05-01T09:00:00Z"
    assert entry.findtext("a:updated", namespaces=ATOM) == "2026-05-02T09:00:00Z"
    assert "Another text." in page(settings, "beans/index.html")


def test_an_item_without_text_is_left_alone_until_it_has_one(make_item: MakeItem, settings: Settings) -> None:
    item = make_item("empty", body="")

    waiting = publish_item(item.id, settings=settings, now=NOW)
    add_current_revision(item, "Text.", RevisionOrigin.PERSON)
    db.session.commit()
    done = publish_item(item.id, settings=settings, now=NOW)

    assert (waiting.urls, waiting.held_back.startswith("The post has no content yet")) == ({}, True)
    assert list(done.urls) == ["site"]


def test_the_feed_has_what_rfc_4287_asks_for(make_item: MakeItem, settings: Settings) -> None:
    for number in range(3):
        publish_item(make_item(f"post-{number}").id, settings=settings, now=NOW + timedelta(hours=number))

    root = feed(settings)

    assert all(root.find(f"a:{name}", ATOM) is not None for name in ("id", "title", "updated", "author/a:name"))
    assert {link.get("rel") for link in root.findall("a:link", ATOM)} == {"self", "alternate"}
    entries = root.findall("a:entry", ATOM)
    ids = [entry.findtext("a:id", namespaces=ATOM) for entry in entries]
    assert len(set(ids)) == 3
    for entry in entries:
        assert all(entry.find(f"a:{name}", ATOM) is not None for name in ("title", "updated", "published", "content"))
    assert root.findtext("a:updated", namespaces=ATOM) == "2026-05-01T11:00:00Z"


def test_a_reserved_name_does_not_overwrite_the_sites_own_pages(make_item: MakeItem, settings: Settings) -> None:
    publish_item(make_item("tags", title="About tags").id, settings=settings, now=NOW)

    assert "<h1>Tags</h1>" in page(settings, "tags/index.html")
    assert "About tags" in page(settings, "tags-post/index.html")


def test_an_item_that_is_not_due_is_left_alone_however_its_job_came_about(
    make_item: MakeItem, settings: Settings
) -> None:
    item = make_item("embargoed", publish_at=NOW + timedelta(minutes=30))

    result = publish_item(item.id, settings=settings, now=NOW)

    assert (result.urls, result.due_at) == ({}, iso(NOW + timedelta(minutes=30)))
    assert item.state == ItemState.SCHEDULED


@pytest.mark.parametrize("wrong", [timedelta(hours=1), timedelta(hours=-1)])
def test_a_wrong_clock_publishes_nothing_early_and_nothing_late(
    make_item: MakeItem, redis_client: redis.Redis, monkeypatch: pytest.MonkeyPatch, wrong: timedelta
) -> None:
    now = utc_now()
    due = make_item("due", publish_at=now - timedelta(minutes=30))
    early = make_item("early", publish_at=now + timedelta(minutes=30))
    set_clock_wrong(monkeypatch, wrong)

    swept, fanned_out = sweep_due_publications(), publish_project("garden")
    published = [handle_item(item.id) for item in (due, early)]

    assert (swept["due"], fanned_out["due"]) == (1, 1)
    assert [bool(result["urls"]) for result in published] == [True, False]
