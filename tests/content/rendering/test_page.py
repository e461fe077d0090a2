"""Markdown as HTML, from end to end."""

import pytest

from fsp.content.markdown import to_html

HOSTILE = {
    "brackets": "[" * 20_000,
    "links": "[a](" * 20_000,
    "wiki": "[[a|" * 20_000,
    "dollars": "$a " * 20_000,
    "shortcodes": "{{< a " * 10_000,
    "closed": "{% a %}" * 3_000,
    "colons": "::: tip\n" * 5_000,
    "notices": "!!! note\n" * 5_000,
    "callouts": "> [!NOTE]\n" * 3_000,
    "ticks": "".join("`" * number + "x" for number in range(250)),
    "addresses": "https://a.b/( " * 5_000,
    "headings": "# a\n" * 3_000,
    "footnotes": "[^1] " * 5_000 + "\n\n[^1]: x\n",
    "divs": "<div class='footnote-definition'>" * 3_000,
    "images": "![a](b){" * 5_000,
    "blanks": "[a](b c" * 5_000,
    "formulas": "\\\\(" * 20_000,
    "dead parts": "".join(f"# a{number}\n[x](#b{number})\n\n" for number in range(1_500)),
    "parentheses": "https://a.b/" + ")" * 40_000,
    "dots": "https://a.b/" + "." * 40_000 + "x",
    "frames": "x " + "<iframe src=x " * 4_000,
    "highlight": "{% highlight x %}\n" * 2_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_texts_are_rendered(text: str) -> None:
    assert to_html(text, title="t").strip()


def test_the_more_mark_and_comments_are_not_shown() -> None:
    assert to_html("a\n\n<!--more-->\n\nb\n").split() == ["<p>a</p>", "<p>b</p>"]


def test_a_page_and_a_feed_share_what_is_rendered_and_not_where_it_leads() -> None:
    text = "[a](b.md)"

    assert 'href="1/b.md"' in to_html(text, rewrite_url=lambda url: f"1/{url}")
    assert 'href="2/b.md"' in to_html(text, rewrite_url=lambda url: f"2/{url}")


def test_characters_that_no_page_can_show_are_left_out() -> None:
    assert to_html("a\x01b\x0bc\x7f\ufffe&#1;\ud800d") == "<p>abc\ufffdd</p>\n"
