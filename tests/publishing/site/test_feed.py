"""The feed holds to RFC 4287, whatever the posts say."""

import re
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from fsp.publishing.site.content import Site
from fsp.publishing.site.feed import FeedEntry, render_feed
from fsp.publishing.site.manifest import Line

NS = {"a": "http://www.w3.org/2005/Atom"}
MOMENT = "2026-05-01T09:00:00.000000+00:00"
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def entry(slug: str, html: str = "<p>Text</p>", **more: Any) -> FeedEntry:
    fields: dict[str, Any] = {"title": slug, "summary": "", "language": "", "tags": (), "utc_offset": None}
    fields |= {"published_at": MOMENT, "updated_at": MOMENT, "is_listed": True, "fingerprint": "", "fault": ""}
    return FeedEntry(Line(item_id=1, slug=slug, **(fields | more)), html)


def feed_of(*entries: FeedEntry, description: str = "") -> ET.Element:
    site = Site(1, "garden", "Garden & <co>", description, "Ada", "en")
    return ET.fromstring(render_feed(site, entries, address="https://x.org/site/garden/"))


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
    ids = [part.text or "" for part in feed_of(entry("a"), entry("b")).iter(f"{{{NS['a']}}}id")]

    assert len(set(ids)) == 3
    assert all(re.fullmatch(r"tag:x\.org,2026:garden/[\w-]*", part) for part in ids)


def test_what_xml_cannot_hold_is_left_out() -> None:
    feed = feed_of(
        entry("a", "x\ud800\ufffe", title="Bell\x07 & <b>", tags=(("\x00x", "x"),), summary="\x1b[31m"),
        description="\x0c",
    )

    assert feed.findtext("a:entry/a:title", "", NS) == "Bell & <b>"
    assert feed.findtext("a:entry/a:content", "", NS) == "x"


def test_an_entry_in_another_language_says_so() -> None:
    part = feed_of(entry("a", language="ar")).find("a:entry", NS)

    assert part is not None
    assert part.get("{http://www.w3.org/XML/1998/namespace}lang") == "ar"
