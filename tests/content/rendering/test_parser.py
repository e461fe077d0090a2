"""Parsing: linear in time, without recursion."""

import pytest

from fsp.content.markdown import to_html, to_plain_text, to_xhtml
from fsp.content.rendering.parser import MAX_DEPTH, parse

DEEP = {
    "div": "<div>" * 3000 + "x" + "</div>" * 3000,
    "quotes": "> " * 3000 + "x",
    "lists": "- " * 3000 + "x",
    "bold": "<b>" * 3000 + "x",
    "unclosed": "<section>" * 3000 + "x",
}


@pytest.mark.parametrize("text", DEEP.values(), ids=DEEP)
def test_deep_nesting_is_flattened_and_nothing_is_lost(text: str) -> None:
    html = to_html(text)

    assert html.count("<blockquote>") + html.count("<div>") + html.count("<ul>") <= MAX_DEPTH
    assert to_plain_text(text) == "x"
    assert "x" in to_xhtml(text)


def test_many_elements_beside_each_other_stay() -> None:
    text = "".join(f"<div>\n\na{number}\n\n</div>\n\n" for number in range(500))

    assert to_html(text).count("<div>") == 500


def test_sixty_quotes_stay_quotes() -> None:
    assert parse("> " * 60 + "x").count("<blockquote>") == 60


def test_task_lists_and_alignment() -> None:
    html = to_html("- [ ] open\n- [x] done\n\n| a | b |\n|:-:|--:|\n| 1 | 2 |\n")

    assert '<li class="task">☐ open</li>\n<li class="task">☑ done</li>' in html
    assert '<td align="center">1</td><td align="right">2</td>' in html
