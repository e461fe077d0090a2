"""What stands on a site: only what is out, newest first, with the date it was given."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from fsp.models.item import Item
from fsp.publishing.publish_item import publish_item
from fsp.publishing.site.content import read_site
from fsp.settings import Settings

NOW = datetime(2026, 5, 1, 9, tzinfo=UTC)
MakeItem = Callable[..., Item]


def test_a_post_imported_late_keeps_its_date(make_item: MakeItem, settings: Settings) -> None:
    old = make_item("old", publish_at=NOW - timedelta(days=400))
    publish_item(old.id, settings=settings, now=NOW)
    new = make_item("new")
    publish_item(new.id, settings=settings, now=NOW - timedelta(days=1))
    make_item("draft")

    site = read_site(old.project_id)

    assert [found.slug for found in site.entries] == ["new", "old"]
    assert site.entries[1].published_at == NOW - timedelta(days=400)
    assert site.updated_at == NOW


def test_tags_are_gathered_by_their_address(make_item: MakeItem, settings: Settings) -> None:
    for slug, tags in (("a", ("Tea", "Cake")), ("b", ("tea",))):
        item = make_item(slug, tags=tags)
        publish_item(item.id, settings=settings, now=NOW)

    tags = read_site(item.project_id).tags

    assert {slug: len(entries) for slug, (_, entries) in tags.items()} == {"cake": 1, "tea": 2}
