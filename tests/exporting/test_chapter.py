"""Chapters: what a book cannot hold becomes words."""

from xml.etree import ElementTree as ET

import pytest

from fsp.exporting.chapter import book_body


@pytest.mark.parametrize(
    ("given", "made"),
    [
        ('<p>a &amp; b <img src="images/a.png"/></p>', '<p>a &amp; b <img src="images/a.png" alt=""/></p>'),
        ('<img src="https://x.org/a.png" alt="A bean"/>', "<span>[A bean: https://x.org/a.png]</span>"),
        ('<img src="gone.png"/>', "<span>[image]</span>"),
        ('<a href="soup.md" title="x">soup</a>', "<span>soup</span>"),
        ('<a href="https://x.org/">x</a>', '<a href="https://x.org/">x</a>'),
        ("words <b>and</b> more", "words <b>and</b> more"),
        ('<td align="center">1</td>', "<td>1</td>"),
        ("", ""),
    ],
)
def test_a_body_fits_a_book(given: str, made: str) -> None:
    def canonical(text: str) -> str:
        return ET.canonicalize(f"<t>{text}</t>")

    assert canonical(book_body(given)) == canonical(made)
