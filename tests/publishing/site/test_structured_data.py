"""The description of pages for search engines."""

import json
from datetime import UTC, datetime
from typing import Any

from fsp.publishing.site.content import Entry, Picture, Site
from fsp.publishing.site.manifest import Line
from fsp.publishing.site.structured_data import describe_entry, describe_site
from fsp.publishing.site.words import words_of

NOW = datetime(2026, 5, 1, 9, tzinfo=UTC)
SITE = Site(1, "garden", "Garden", "About beans", "Ada", "en", logo=Picture("media/abc"))
ADDRESS = "https://x.org/"


def described(**more: Any) -> list[dict[str, Any]]:
    entry = Entry("beans", 'Beans </script> & "soup"', "", "", ("Soil",), NOW, NOW, "", **more)
    moment = "2026-05-01T09:00:00+00:00"
    line = Line(
        item_id=1,
        slug="beans",
        title=entry.title,
        summary="Short",
        language="",
        published_at=moment,
        updated_at=moment,
        utc_offset=None,
        tags=(),
        is_listed=True,
        fingerprint="",
        fault="",
        is_page=entry.is_page,
        day="2026-05-01",
    )
    text = describe_entry(
        SITE, entry, line, address=ADDRESS, image=f"{ADDRESS}cards/a.png", word_count=7, words=words_of("en")
    )
    assert "<" not in text
    graph: list[dict[str, Any]] = json.loads(text)["@graph"]
    return graph


def test_a_post_says_who_wrote_it_when_and_where_it_is() -> None:
    post, trail = described(authors=("Bea", "Cy"))

    assert (post["@type"], post["headline"], post["wordCount"]) == ("BlogPosting", 'Beans </script> & "soup"', 7)
    assert [author["name"] for author in post["author"]] == ["Bea", "Cy"]
    assert post["datePublished"].startswith("2026-05-01T09:00:00")
    assert post["publisher"]["logo"]["url"] == "https://x.org/media/abc"
    assert [step["item"] for step in trail["itemListElement"]] == [
        "https://x.org/",
        "https://x.org/archive/",
        "https://x.org/archive/2026/",
        "https://x.org/beans/",
    ]


def test_a_page_is_no_post_and_in_no_archive() -> None:
    page, trail = described(is_page=True)

    assert page["@type"] == "WebPage"
    assert len(trail["itemListElement"]) == 2


def test_the_home_page_describes_the_blog() -> None:
    graph = json.loads(describe_site(SITE, ADDRESS))["@graph"]

    assert graph == [{"@type": "Blog", "name": "Garden", "url": ADDRESS, "description": "About beans"}]
