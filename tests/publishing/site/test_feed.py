"""The feed holds to RFC 4287, whatever the posts say."""

import re
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import pytest

from fsp.publishing.site.content import Entry, Site
from fsp.publishing.site.feed import FEED_ENTRIES, render_feed

NS = {"a": "http://www.w3.org/2005/Atom"}
NOW = datetime(2026, 5, 1, 9, tzinfo=UTC)
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def entry(slug: str, **more: object) -> Entry:
    fields = {"title": slug, "summary": "", "body": "x", "tags": (), "source_path": ""} | more
    return Entry(slug=slug, published_at=NOW, updated_at=NOW, **fields)  # type: ignore[arg-type]


def feed_of(*entries: Entry, description: str = "") -> ET.Element:
    site = Site(1, "garden", "Garden & <co>", description, "Ada", "en", entries, {})
    html = {found.slug: "<p>Text</p>" for found in entries}
    return ET.fromstring(render_feed(site, html, address="https://x.org/site/garden/"))


@pytest.mark.parametrize("count", [0, 1, 3])
def test_it_has_what_the_standard_asks_for(count: int) -> None:
    feed = feed_of(*(entry(f"post-{number}") for number in range(count)))

    for part in [feed, *feed.findall("a:entry", NS)]:
        assert (
            len(part.findall("a:id", NS)) == len(part.findall("a:title", NS)) == len(part.findall("a:updated", NS)) == 1
        )
        assert RFC_3339.fullmatch(part.findtext("a:updated", "", NS))
        assert len(part.findall("a:link[@rel='alternate']", NS)) == 1
    assert feed.findtext("a:author/a:name", "", NS) == "Ada"
    assert feed.find("a:link[@rel='self']", NS) is not None
    assert len(feed.findall("a:entry", NS)) == count


def test_ids_are_tag_uris_and_each_its_own() -> None:
    ids = [found.text or "" for found in feed_of(entry("a"), entry("b")).iter(f"{{{NS['a']}}}id")]

    assert len(set(ids)) == 3
    assert all(re.fullmatch(r"tag:x\.org,2026:garden/[\w-]*", found) for found in ids)


def test_what_xml_cannot_hold_is_left_out() -> None:
    feed = feed_of(entry("a", title="Bell\x07 & <b>", tags=("\x00x",), summary="\x1b[31m"), description="\x0c")

    assert feed.findtext("a:entry/a:title", "", NS) == "Bell & <b>"


def test_only_the_newest_are_listed() -> None:
    feed = feed_of(*(entry(f"post-{number}") for number in range(FEED_ENTRIES + 5)))

    assert len(feed.findall("a:entry", NS)) == FEED_ENTRIES
