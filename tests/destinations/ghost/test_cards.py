"""Which HTML is put in cards, because Ghost's editor would change it."""

import pytest

from fsp.destinations.ghost.cards import with_cards

BEGIN, END = "<!--kg-card-begin: html-->\n", "\n<!--kg-card-end: html-->"


@pytest.mark.parametrize(
    "html",
    [
        "<p>a <strong>b</strong> <em>c</em> <code>d</code><br>e<sup>2</sup></p>",
        '<p><a href="https://x.example/?a=1&amp;b=2" rel="noopener">x</a></p>',
        '<h2 id="soil">Soil</h2>',
        "<ul>\n<li>a</li>\n<li>b<ol>\n<li>c</li>\n</ol>\n</li>\n</ul>",
        "<ul><li><p>a</p></li><li><p>b</p><ul><li>c</li></ul></li></ul>",
        "<blockquote><p>a</p></blockquote>",
        '<pre><code class="language-py"><span class="k">if</span> x</code></pre>',
        "<pre><code>a\n\nb</code></pre>",
        '<p><img src="https://x.example/a.png" alt="A" width="3" height="4"></p>',
        '<figure><img src="https://x.example/a.png" alt=""><figcaption>c</figcaption></figure>',
        "<hr>",
    ],
)
def test_what_the_editor_keeps_is_no_card(html: str) -> None:
    assert with_cards(html) == html


@pytest.mark.parametrize(
    "html",
    [
        "<table><tbody><tr><td>1</td></tr></tbody></table>",
        "<details><summary>a</summary><p>b</p></details>",
        '<div class="admonition note"><p>a</p></div>',
        "<p>a <del>b</del> <kbd>c</kbd></p>",
        '<p>text <img src="https://x.example/a.png" alt="A"> text</p>',
        '<p><a href="https://x.example"><img src="https://x.example/a.png" alt="A"></a></p>',
        '<p>a<sup id="fnref1"><a href="#fn1">1</a></sup></p>',
        '<section class="footnotes"><ol><li id="fn1"><p>b</p></li></ol></section>',
        '<ol start="3"><li>a</li></ol>',
        "<ul><li><p>a</p><p>b</p></li></ul>",
        "<ul><li>a<pre><code>b</code></pre></li></ul>",
        "<blockquote><p>a</p><p>b</p></blockquote>",
        "<blockquote><p>a</p><ul><li>b</li></ul></blockquote>",
        '<p class="lead">a</p>',
        '<h2 id="x" class="big">a</h2>',
        "text without an element",
    ],
)
def test_what_the_editor_would_change_is_a_card(html: str) -> None:
    assert with_cards(html) == f"{BEGIN}{html}{END}"


def test_a_heading_that_a_link_leads_to_keeps_its_id() -> None:
    html = '<p><a href="#note">x</a></p>\n<h2 id="note">Note</h2>\n<h2 id="soil">Soil</h2>'

    expected = f'<p><a href="#note">x</a></p>\n{BEGIN}<h2 id="note">Note</h2>{END}\n<h2 id="soil">Soil</h2>'
    assert with_cards(html) == expected


def test_neighbours_share_a_card() -> None:
    table = "<table><tr><td>1</td></tr></table>"

    assert with_cards(f"<p>a</p>\n{table}\n{table}\n<p>b</p>") == f"<p>a</p>\n{BEGIN}{table}\n{table}{END}\n<p>b</p>"


def test_the_second_of_two_lists_is_a_card() -> None:
    first, second = "<ul><li>a</li></ul>", "<ul><li>b</li></ul>"

    assert with_cards(f"{first}\n{second}") == f"{first}\n{BEGIN}{second}{END}"
    assert with_cards(f"{first}\n<p>x</p>\n{second}") == f"{first}\n<p>x</p>\n{second}"


def test_an_empty_text_stays_empty() -> None:
    assert with_cards(" \n") == ""
