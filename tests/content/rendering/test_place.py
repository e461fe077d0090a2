"""Links and images pointed at where they lead."""

from dataclasses import dataclass
from xml.etree import ElementTree as ET

import pytest

from fsp.content.markdown import to_html, to_xhtml
from fsp.content.rendering.place import Image


@dataclass(frozen=True)
class Known:
    """Knows one post and one image."""

    def link(self, url: str) -> str | None:
        return "../b/" if url == "b.md" else None

    def image(self, url: str) -> Image | None:
        return Image("../media/x", 400, 200) if url == "a.png" else None


def test_links_and_images_are_resolved_in_markdown_and_html() -> None:
    html = to_html('[b](b.md) <a href="b.md">b</a> ![a](a.png) <img src="a.png">', resolver=Known())

    assert html.count('<a href="../b/" rel="noopener">b</a>') == 2
    assert html.count('<img src="../media/x"') == 2


def test_what_is_missing_is_shown_as_words() -> None:
    html = to_html('[gone](c.md) ![A picture](b.png) ![](dir/b.png) <video src="v.mp4"></video>', resolver=Known())

    assert '<span class="missing" title="Not found: c.md">gone</span>' in html
    assert '<span class="missing" title="Not found: b.png">[A picture]</span>' in html
    assert "[b.png]" in html
    assert "[video: v.mp4]" in html
    assert "<img" not in html
    assert "<a " not in html


def test_a_page_in_the_place_of_an_image_is_a_link() -> None:
    assert to_html("![[b.md|Words]]", resolver=Known()) == '<p><a href="../b/">Words</a></p>\n'


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("![x](a.png)", 'width="400" height="200"'),
        ("![x](a.png){width=100}", 'width="100" height="50"'),
        ('<img src="a.png" height="100">', 'height="100" width="200"'),
        ('<img src="a.png" width="10" height="10">', 'width="10" height="10"'),
        ("![x](a.png){width=50%}", 'width="400" height="200"'),
    ],
)
def test_images_have_their_size_and_load_when_seen(text: str, size: str) -> None:
    html = to_html(text, resolver=Known())

    assert all(part in html for part in size.split())
    assert 'loading="lazy"' in html
    assert "{" not in html


def test_images_elsewhere_are_shown_from_there() -> None:
    assert '<img src="https://e.org/a.png" alt="x" loading="lazy">' in to_html("![x](//e.org/a.png)", resolver=Known())


def test_unsafe_addresses_that_a_resolver_returns_are_refused() -> None:
    html = to_html("[x](a.md) ![y](a.png)", rewrite_url=lambda _: "javascript:alert(1)")

    assert "javascript:" not in html


@pytest.mark.parametrize(
    "text",
    [
        "<a href=c.md><table><tr><td><a href=b.md>x</a></td></tr></table></a>",
        "<video src=v.mp4><video src=https://e.org/v.mp4></video></video>",
        '<video><source src="https://e.org/v.mp4" type="video/mp4">words</video>',
    ],
)
def test_elements_in_each_other_stay_balanced(text: str) -> None:
    assert ET.fromstring(f"<body>{to_xhtml(text, resolver=Known())}</body>") is not None
