"""The content model: each element ends up where EPUB lets it be, with its words."""

from xml.etree import ElementTree as ET

import pytest

from fsp.exporting.chapter import book_chapter


@pytest.mark.parametrize(
    ("xhtml", "expected"),
    [
        ("<li>a</li> <li>b</li>", "<ul><li>a</li><li>b</li></ul>"),
        ("<dt>a</dt>", "<dl><dt>a</dt><dd></dd></dl>"),
        ("<dl>text<dt>a</dt></dl>", "<dl><dt></dt><dd>text</dd><dt>a</dt><dd></dd></dl>"),
        ("<td>a</td><figcaption>b</figcaption>", "<div>a</div><div>b</div>"),
        ("<p>a<div>b</div>c</p>", "<p>a</p><div>b</div><p>c</p>"),
        ('<b id="x"><h2>Head</h2></b>', '<h2 id="x">Head</h2>'),
        ("<h2>a<p>b</p></h2>", "<h2>a b </h2>"),
        ("<ol><ol><li>x</li></ol></ol>", "<ol><li><ol><li>x</li></ol></li></ol>"),
        ("<ul><li>a</li><ul><li>b</li></ul></ul>", "<ul><li>a<ul><li>b</li></ul></li></ul>"),
        ("<ul>text</ul><ul></ul>", "<ul><li>text</li></ul>"),
        ("<details>x</details>", "<details><summary>…</summary>x</details>"),
        (
            "<figure><figcaption>a</figcaption>b<figcaption>c</figcaption></figure>",
            "<figure><figcaption>a</figcaption>b<div>c</div></figure>",
        ),
        ("<ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby>", "<ruby>漢<rt>kan</rt></ruby>"),
        ("<ruby><rt>kan</rt></ruby>", "(kan)"),
        ("<a href='https://x.org/'><p>a</p></a>", '<a href="https://x.org/"><p>a</p></a>'),
        ("<ul><li value='3'>a</li></ul>", "<ul><li>a</li></ul>"),
    ],
)
def test_misplaced_elements_find_their_place(xhtml: str, expected: str) -> None:
    canonical = [ET.canonicalize(f"<t>{text}</t>") for text in (book_chapter(xhtml).body, expected)]

    assert canonical[0] == canonical[1]
