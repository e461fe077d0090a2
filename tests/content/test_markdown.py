"""Markdown: rendered, rewritten and made safe."""

from xml.etree import ElementTree as ET

import pytest

from fsp.content.markdown import local_images, to_html, to_plain_text, to_xhtml


@pytest.mark.parametrize(
    "nasty",
    [
        "<script>alert(1)</script>",
        '<img src=x onerror="alert(1)">',
        "[x](javascript:alert(1))",
        "<iframe src=//evil></iframe>",
        '<p style="position:fixed">x</p>',
        "<svg onload=alert(1)>",
        "![x](data:text/html;base64,PHNjcmlwdD4=)",
    ],
)
def test_nothing_that_runs_survives(nasty: str) -> None:
    html = to_html(nasty).replace("&lt;", "").lower()

    assert not any(
        word in html for word in ("<script", "onerror", 'href="javascript', "<iframe", "style=", "<svg", 'src="data')
    )


def test_addresses_are_rewritten() -> None:
    html = to_html("![a](a.png) [b](b.md)", rewrite_url=lambda url: f"media/{url}")

    assert 'src="media/a.png"' in html
    assert 'href="media/b.md"' in html


def test_local_images_are_found_once() -> None:
    text = "![a](a%20b.png) ![a](a%20b.png) ![c](https://x.org/c.png) ![d](/d.png)"

    assert local_images(text) == ["a b.png"]


def test_xhtml_is_well_formed() -> None:
    html = to_xhtml("a<br>b\n\n---\n\n![x](x.png)\n\n| a | b |\n|---|---|\n| 1 | 2 & 3 |\n")

    assert ET.fromstring(f"<body>{html}</body>").find(".//td") is not None


def test_plain_text_is_words_alone() -> None:
    assert to_plain_text("# A *b*\n\nc & d") == "A b\nc & d"
