"""Rendering pages: their head, their direction, and a text that cannot be rendered."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from fsp.publishing.site import render as rendering
from fsp.publishing.site.content import Entry, Site
from fsp.publishing.site.manifest import Line
from fsp.publishing.site.own_theme import Theme
from fsp.publishing.site.render import Around, ListPage, Pages, entry_html

NOW = datetime(2026, 5, 1, 9, tzinfo=UTC)
ADDRESS = "https://x.org/site/garden/"
PAGES = Pages(Theme(Path("/nowhere")), ADDRESS)


def entry(slug: str, **more: Any) -> Entry:
    fields = {"title": slug, "summary": "", "body": "x", "tags": (), "source_path": ""} | more
    return Entry(slug=slug, published_at=NOW, updated_at=NOW, **fields)


def line(slug: str, **more: Any) -> Line:
    fields: dict[str, Any] = {"title": slug, "summary": "In short", "language": "", "tags": (), "utc_offset": None}
    moment = "2026-05-01T09:00:00.000000+00:00"
    fields |= {"published_at": moment, "updated_at": moment, "is_listed": True, "fingerprint": "", "fault": ""}
    fields |= {"day": "2026-05-01"}
    return Line(item_id=1, slug=slug, **(fields | more))


def site_of(language: str = "en") -> Site:
    return Site(1, "garden", "Garden", "", "Ada", language)


def page_of(site_entry: Entry, *, language: str = "en", **more: Any) -> str:
    around = Around(**more)
    text, _ = PAGES.entry(site_of(language), site_entry, line(site_entry.slug, language=site_entry.language), around)
    return text


def test_a_page_says_where_it_stands() -> None:
    page = " ".join(page_of(entry("beans"), older=line("soup"), newer=line("peas")).split())

    for part in (
        '<link rel="canonical" href="https://x.org/site/garden/beans/">',
        '<meta property="og:title" content="beans">',
        '<meta property="og:description" content="In short">',
        '<link rel="prev" href="../soup/">',
        '<link rel="next" href="../peas/">',
    ):
        assert part in page
    assert page.count("<h1") == 1


def test_the_address_that_its_author_calls_canonical_is_used() -> None:
    assert '<link rel="canonical" href="https://y.org/b">' in page_of(entry("b", canonical_url="https://y.org/b"))


@pytest.mark.parametrize(
    ("project", "item", "html"),
    [
        ("ar", "", '<html lang="ar" dir="rtl">'),
        ("en", "fa", '<html lang="fa" dir="rtl">'),
        ("ar", "en", '<html lang="en" dir="ltr">'),
        ('en"><script>', "", '<html dir="ltr">'),
    ],
)
def test_a_page_has_the_language_and_direction_of_its_item(project: str, item: str, html: str) -> None:
    page = page_of(entry("a", language=item), language=project)

    assert html in " ".join(page.split())
    assert page.count("<script") == 2, "the choice of colours, and the description for search engines"


def test_the_head_of_a_page_in_another_language_is_in_the_language_of_the_site() -> None:
    assert '<header class="top" lang="ar" dir="rtl">' in " ".join(
        page_of(entry("a", language="en"), language="ar").split()
    )


def test_an_unlisted_page_is_not_to_be_indexed() -> None:
    assert '<meta name="robots" content="noindex">' in page_of(entry("a", is_unlisted=True))


def test_a_text_that_cannot_be_rendered_is_shown_as_written(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> str:
        raise RecursionError

    monkeypatch.setattr(rendering, "body_html", fail)

    html, fault = entry_html(site_of(), entry("a", body="<b>bold"), "../")

    assert html == "<pre>&lt;b&gt;bold</pre>"
    assert "RecursionError" in fault


def test_an_empty_site_says_so() -> None:
    assert "No posts yet." in PAGES.list(site_of(), ListPage([]), "")


def test_a_list_leads_to_what_is_older_and_newer() -> None:
    page = PAGES.list(site_of(), ListPage([line("a")], newer="../3/", older="../1/", number=2), "../../")

    assert '<a class="newer" href="../3/">Newer posts</a>' in page
    assert '<a class="older" href="../1/">Older posts</a>' in page
    assert '<a href="../../a/">a</a>' in page


def test_the_page_for_what_is_missing_works_at_any_depth_and_host() -> None:
    page = PAGES.missing(site_of())

    assert 'href="/site/garden/site.css?v=' in page
