"""HTML that an author wrote, made valid."""

import pytest

from fsp.content.rendering.page import to_html
from fsp.content.rendering.valid_html import may_be_invalid, valid_html


@pytest.mark.parametrize(
    ("html", "valid"),
    [
        ("<small><p>a</p><pre>b</pre></small>", "<p>a</p><pre>b</pre>"),
        ("<pre><div>a</div></pre>", "<pre> a </pre>"),
        ("<th><h3>a</h3></th>", "<div> a </div>"),
        ('<a href="#x">a <a href="#y">b</a></a>', '<a href="#x">a b</a>'),
        ("<p>a<div>b</div>c</p>", "<p>a</p><div>b</div><p>c</p>"),
        ("<ul><p>a</p><li>b</li></ul>", "<ul><li><p>a</p></li><li>b</li></ul>"),
        ("<summary>a</summary>", "<div>a</div>"),
        ("<header><h1>a</h1></header>", "<div><h1>a</h1></div>"),
        ("<time>soon</time>", "<span>soon</span>"),
        ('<ul><li><input type="checkbox"> a</li></ul>', '<ul><li><input type="checkbox"> a</li></ul>'),
        ('<img src="a.png" alt="&quot;"><br>', '<img src="a.png" alt="&quot;"><br>'),
        (
            '<table><tbody><tr><td rowspan="4">a</td></tr><tr><td>b</td></tr></tbody></table>',
            '<table><tbody><tr><td rowspan="2">a</td></tr><tr><td>b</td></tr></tbody></table>',
        ),
        (
            "<table><thead><tr><th>a</th></tr></thead><thead><tr><th>b</th></tr></thead></table>",
            "<table><thead><tr><th>a</th></tr></thead><tbody><tr><th>b</th></tr></tbody></table>",
        ),
    ],
)
def test_each_element_is_where_it_may_be(html: str, valid: str) -> None:
    assert valid_html(html) == valid


def test_valid_html_stays_as_it_is() -> None:
    html = (
        '<p>a &amp; <b>b</b> <a href="x">c</a></p><ul><li>d<ul><li>e</li></ul></li></ul><hr><pre><code>f\n</code></pre>'
    )

    assert valid_html(html) == html


def test_only_texts_with_html_are_looked_at() -> None:
    assert may_be_invalid("a <small>b</small>")
    assert not may_be_invalid("a < b, 1<2")


def test_a_page_shows_the_content_of_misplaced_elements() -> None:
    assert to_html("<small>\n\n```\na\n```\n\n</small>") == "\n<pre><code>a\n</code></pre>\n"


def test_a_time_that_no_program_can_read_is_plain_text() -> None:
    html = '<p><time datetime="{{ page.date }}">soon</time> <time datetime="2020-01-02T10:00:00+08:00">then</time></p>'

    assert to_html(html) == ('<p><span>soon</span> <time datetime="2020-01-02T10:00:00+08:00">then</time></p>')


def test_control_characters_are_shown_as_browsers_show_them() -> None:
    assert to_html("it\x92s\x9d \x80") == "<p>it\u2019s \u20ac</p>\n"
