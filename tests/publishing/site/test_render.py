"""Rendering a site: pages, links between posts, pages of a long list."""

from datetime import UTC, datetime, timedelta

from fsp.publishing.site.content import Entry, Site, page_slug, tag_slug
from fsp.publishing.site.render import PAGE_SIZE, render_site, summary_of

NOW = datetime(2026, 5, 1, 9, tzinfo=UTC)
ADDRESS = "https://x.org/site/garden/"


def entry(slug: str, *, body: str = "x", source_path: str = "", tags: tuple[str, ...] = (), age: int = 0) -> Entry:
    moment = NOW - timedelta(days=age)
    return Entry(slug, slug, "", body, tags, moment, moment, source_path)


def site_of(*entries: Entry) -> Site:
    return Site(1, "garden", "Garden", "", "Ada", "en", entries, {"img/bean.png": "a" * 64})


def test_pages_are_relative_and_the_feed_is_absolute() -> None:
    files = render_site(site_of(entry("beans", body="![b](img/bean.png)", source_path="beans.md")), address=ADDRESS)

    assert b'src="../media/' in files["beans/index.html"]
    assert f"{ADDRESS}media/".encode() in files["feed.xml"]
    assert ADDRESS.encode() not in files["index.html"]


def test_a_long_list_has_pages() -> None:
    files = render_site(site_of(*(entry(f"post-{n}", age=n) for n in range(PAGE_SIZE + 1))), address=ADDRESS)

    assert {"index.html", "page/2/index.html"} <= set(files)
    assert b"post-20" in files["page/2/index.html"]
    assert b"post-20" not in files["index.html"]


def test_an_empty_site_has_a_page_and_a_feed() -> None:
    assert {"index.html", "feed.xml", "site.css", "tags/index.html"} == set(render_site(site_of(), address=ADDRESS))


def test_names_the_site_keeps_are_not_given_to_posts() -> None:
    assert [page_slug(name) for name in ("tags", "media", "page", "beans")] == [
        "tags-post",
        "media-post",
        "page-post",
        "beans",
    ]
    assert tag_slug("Kitchen garden") == "kitchen-garden"
    assert tag_slug("???") == "tag-3f3f3f"


def test_a_summary_is_cut_at_a_word() -> None:
    told = summary_of(entry("a", body="word " * 100))

    assert told.endswith("word …")
    assert len(told) <= 202
