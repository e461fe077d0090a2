"""An entry's HTML: links and images that stand beside its file."""

from dataclasses import replace
from datetime import UTC, datetime

from fsp.content.references.names import index_names, post_names
from fsp.publishing.site.body import body_html
from fsp.publishing.site.content import Entry, Site

NOW = datetime(2026, 5, 1, 9, tzinfo=UTC)


def entry(slug: str, *, body: str = "x", source_path: str = "") -> Entry:
    return Entry(slug, slug, "", body, (), NOW, NOW, source_path)


def site_of(*entries: Entry) -> Site:
    names = index_names(
        (
            other.slug,
            post_names(source_path=other.source_path, slug=other.slug, title=other.title, addresses=other.addresses),
        )
        for other in entries
    )
    return Site(1, "garden", "Garden", "", "Ada", "en", images={"img/bean.png": "a" * 64}, names=names)


def test_images_and_posts_beside_a_text_are_found() -> None:
    text = "![b](../img/bean.png) [next](soup.md) [gone](nowhere.md) [far](https://y.org/)"
    first = entry("beans", body=text, source_path="posts/beans.md")
    site = site_of(first, entry("soup", source_path="posts/soup.md"))

    html = body_html(site, first, "../")

    assert f'src="../media/{"a" * 64}.png"' in html
    assert 'href="../soup/"' in html
    assert "nowhere.md" not in html.replace('title="Not found: nowhere.md"', "")
    assert 'href="https://y.org/"' in html


def test_parts_old_addresses_and_images_in_html_are_found() -> None:
    text = '<img src="/img/bean.png"> [part](/garden/soup/#hot) [old](/2019/soup.html) [[Soup]] [home](/)'
    first = entry("beans", body=text, source_path="posts/beans.md")
    soup = replace(entry("soup", source_path="posts/soup.md"), addresses=("2019/soup.html",), title="Soup")

    html = body_html(replace(site_of(first, soup), image_sizes={"a" * 64: (40, 20)}), first, "https://e.org/site/")

    assert f'src="https://e.org/site/media/{"a" * 64}.png"' in html
    assert 'width="40" height="20"' in html
    assert html.count('href="https://e.org/site/soup/"') == 2
    assert 'href="https://e.org/site/soup/#hot"' in html
    assert 'href="https://e.org/site/"' in html
