"""The text of a post on its page."""

from fsp.content.markdown import to_html
from fsp.publishing.site.article import article_html
from fsp.publishing.site.words import words_of

WORDS = words_of("de")


def shown(markdown: str) -> str:
    return article_html(to_html(markdown), WORDS)


def test_a_table_and_code_can_be_scrolled_by_keyboard() -> None:
    assert '<div class="scroll" role="group" aria-label="Tabelle" tabindex="0"><table>' in shown("|a|\n|-|\n|b|\n")
    assert shown("```\nx\n```").startswith('<pre tabindex="0">')


def test_only_the_first_image_is_loaded_at_once() -> None:
    html = shown("![a](a.png) ![b](b.png)")

    assert '<img src="a.png" alt="a" fetchpriority="high">' in html
    assert '<img src="b.png" alt="b" loading="lazy">' in html


def test_headings_have_links_that_nobody_has_to_hear() -> None:
    assert shown("## Beans") == (
        '<h2 id="beans">Beans<a class="anchor" href="#beans" aria-hidden="true" tabindex="-1"></a></h2>\n'
    )


def test_a_heading_in_a_link_gets_no_link_of_its_own() -> None:
    html = shown('<div><a href="https://example.org"><h3>Beans</h3></a></div>')

    assert html.count("<a") == 1
    assert '<h3 id="beans">Beans</h3></a>' in html


def test_footnotes_say_where_they_lead() -> None:
    html = shown("a[^1]\n\n[^1]: b")

    assert 'role="doc-endnotes" aria-label="Fußnoten"' in html
    assert 'role="doc-backlink" aria-label="Zurück zum Text">↩</a>' in html


def test_code_that_looks_like_html_stays() -> None:
    assert "&lt;table&gt;" in shown("`<table>` and $x$")
