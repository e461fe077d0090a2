"""A chapter's XHTML as Typst code."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fsp.exporting.pdf.typst_code import Targets, code_of, literal

TARGETS = Targets({1: frozenset({"here"}), 2: frozenset({"part"})})


def code(xhtml: str) -> str:
    return code_of(xhtml, chapter=1, targets=TARGETS)


@pytest.mark.parametrize(
    ("xhtml", "typst"),
    [
        ("<p>Beans</p>", '{par({"Beans"})}'),
        ('<p>#let "x" = \\ $a$</p>', '{par({"#let \\"x\\" = \\\\ $a$"})}'),
        ("<p>a <em>b</em> c</p>", '{par({"a "; emph({"b"}); " c"})}'),
        ('<h2 id="here">T</h2>', '{part-heading(2, "c1-here", {"T"})}'),
        ("<ul><li>a</li><li>b</li></ul>", '{list(list.item({"a"}), list.item({"b"}))}'),
        ('<ol start="3"><li>a</li></ol>', '{enum(start: 3, enum.item({"a"}))}'),
        ('<pre><code class="language-sh">a\nb\n</code></pre>', '{raw(block: true, lang: "sh", "a\\nb")}'),
        ('<p><a href="https://x.org/?a=1&amp;b=2">x</a></p>', '{par({link("https://x.org/?a=1&b=2", {"x"})})}'),
        ('<p><a href="chapter-2.xhtml#part">x</a></p>', '{par({link(label("c2-part"), {"x"})})}'),
        ('<p><a href="chapter-2.xhtml#gone">x</a></p>', '{par({link(label("c2"), {"x"})})}'),
        ('<p><a href="chapter-9.xhtml">x</a></p>', '{par({{"x"}})}'),
        ('<p><img src="a.png" alt="A"/></p>', '{picture("a.png", "A")}'),
        ('<p>a <img src="a.png" alt="A"/></p>', '{par({"a "; inline-picture("a.png", "A")})}'),
        (
            '<figure><img src="a.png" alt="A"/><figcaption>C</figcaption></figure>',
            '{figure(picture("a.png", "A"), caption: {"C"})}',
        ),
    ],
)
def test_each_element_has_its_form(xhtml: str, typst: str) -> None:
    assert code(xhtml) == typst


def test_a_footnote_stands_where_it_is_referred_to() -> None:
    xhtml = (
        '<p>a<sup><a id="fnref1" href="#fn1">1</a></sup></p><div class="footnotes"><hr/><ol>'
        '<li id="fn1"><p>Note. <a href="#fnref1">↩</a></p></li></ol></div>'
    )

    assert code(xhtml) == '{par({"a"; footnote({"Note. "})})}'


def test_a_table_keeps_its_head_alignment_and_joined_cells() -> None:
    xhtml = (
        '<table><thead><tr><th class="center">a</th><th>b</th></tr></thead>'
        '<tbody><tr><td colspan="2">c</td></tr></tbody></table>'
    )

    assert code(xhtml) == (
        '{wide(table(columns: 2, table.header(table.cell(align: center, strong({"a"})), table.cell(strong({"b"}))), '
        'table.cell(colspan: 2, {"c"})))}'
    )


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_literal_ends_where_its_text_ends(text: str) -> None:
    written = literal(text)

    assert written[0] == written[-1] == '"'
    assert '"' not in written[1:-1].replace("\\\\", "").replace('\\"', "")
