"""Tables: sections in order, cells in rows, and nothing lost."""

from xml.etree import ElementTree as ET

import pytest

from fsp.exporting.chapter import book_chapter


@pytest.mark.parametrize(
    ("xhtml", "expected"),
    [
        ("<table>text<tr><td>1</td></tr></table>", "text<table><tbody><tr><td>1</td></tr></tbody></table>"),
        (
            "<table><tbody><tr><td>1</td></tr></tbody><thead><tr><th>h</th></tr></thead><caption>c</caption></table>",
            "<table><caption>c</caption><thead><tr><th>h</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>",
        ),
        ("<table><tr></tr><caption>c</caption></table>", " c "),
        ("<table><td>1</td></table>", "<table><tbody><tr><td>1</td></tr></tbody></table>"),
        (
            "<table><colgroup span='2'><col/>x</colgroup><tbody>y</tbody></table>",
            "<table><colgroup><col/></colgroup><tbody><tr><td>y</td></tr></tbody></table>",
        ),
    ],
)
def test_a_table_is_put_in_order(xhtml: str, expected: str) -> None:
    canonical = [ET.canonicalize(f"<t>{text}</t>") for text in (book_chapter(xhtml).body, expected)]

    assert canonical[0] == canonical[1]
