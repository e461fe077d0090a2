"""HTML becomes Markdown that shows the same."""

import re

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from fsp.content.rendering.page import without_colours
from fsp.importing.formats.html_markdown import markdown_of

TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Cf", "Zl", "Zp"]), min_size=1, max_size=40
)


def shown(html: str) -> str:
    return re.sub(r"\s+", " ", BeautifulSoup(html, "html.parser").get_text()).strip()


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<h2>Beans &amp; peas</h2>", "## Beans & peas"),
        ("<p>1. not a list</p>", "1\\. not a list"),
        ("<p>a*b_c d_ [x] &lt;b&gt;</p>", "a\\*b_c d\\_ \\[x\\] \\<b>"),
        ("<p>a<br>b</p>", "a\\\nb"),
        ("<p>-</p>", "\\-"),
        ("<p>&gt;b $1 and $2 ~x~</p>", "\\>b \\$1 and \\$2 \\~x\\~"),
        ('<pre class="lang-sh"><code>a\n\nb</code></pre>', "```sh\na\n\nb\n```"),
        ("<ul><li>a<ul><li>b</li></ul></li></ul>", "- a\n  - b"),
        ("H<sub>2</sub>O", "H<sub>2</sub>O"),
        ('<iframe src="//video.example/x"></iframe>', "<https://video.example/x>"),
        ("<script>alert(1)</script><p>Text</p>", "Text"),
        (
            '<table><tr><th align="right">a</th><th style="text-align:center">b</th><th>c</th></tr></table>',
            "| a | b | c |\n| --: | :-: | --- |",
        ),
        (
            '<p>a<sup><a href="#n1">1</a></sup></p><hr><ol><li id="n1">b <a href="#r1">↩</a></li></ol>',
            "a[^1]\n\n[^1]: b",
        ),
        ('<p>a<sup><a href="#n1">1</a></sup></p>', "a<sup>[1](#n1)</sup>"),
        ('<p><a href="#seeds">a</a></p><h2 id="seeds">What to sow</h2>', "[a](#seeds)\n\n## What to sow {#seeds}"),
        ('<p><a href="#b">a</a></p><h2 id="b">B</h2>', "[a](#b)\n\n## B"),
        ('<audio src="/a.mp3"></audio>', '<audio src="/a.mp3"></audio>'),
        ("<table><tr><th>a</th></tr><tr><td>1</td></tr></table>", "| a |\n| --- |\n| 1 |"),
    ],
)
def test_each_element_has_its_form(html: str, markdown: str) -> None:
    assert markdown_of(html) == markdown


@given(TEXTS)
def test_a_text_is_shown_as_it_was(text: str) -> None:
    html = BeautifulSoup("<p></p>", "html.parser")
    assert html.p is not None
    html.p.string = text

    assert shown(without_colours(markdown_of(str(html)))) == shown(str(html))
