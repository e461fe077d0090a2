"""Prepares the HTML of a text for its page: formulas, tables that scroll, links to headings, and the first image."""

import re

from fsp.content.rendering.mathml import formulas_as_mathml
from fsp.publishing.site.words import Words

_HEADING = re.compile(r'<a\b[^>]*>.*?</a>|<h([2-6]) id="([^"]+)"([^>]*)>(.*?)</h\1>', re.DOTALL)
"""A heading, or a link, in which a heading gets none of its own."""

_ALIGNED = re.compile(r'<(t[hd])\b([^>]*?) align="(left|center|right)"', re.IGNORECASE)
_LAZY = ' loading="lazy"'
_BACK_LINK = 'role="doc-backlink"'
_NOTES = 'role="doc-endnotes"'


def article_html(html: str, words: Words) -> str:
    """Return rendered HTML as the page of a post shows it."""
    html = formulas_as_mathml(html)
    if "<table" in html:
        # Without a position in the tab order, a wide table cannot be scrolled by keyboard in every browser.
        opening = f'<div class="scroll" role="group" aria-label="{words("table")}" tabindex="0"><table'
        html = html.replace("<table", opening).replace("</table>", "</table></div>")
        html = _ALIGNED.sub(lambda match: f'<{match[1]}{match[2]} class="{match[3].lower()}"', html)
    html = html.replace("<pre>", '<pre tabindex="0">')
    html = _HEADING.sub(_with_anchor, html)
    if _NOTES in html:
        html = html.replace(_BACK_LINK, f'{_BACK_LINK} aria-label="{words("back")}"')
        html = html.replace(_NOTES, f'{_NOTES} aria-label="{words("footnotes")}"', 1)
    # A reader sees the first image before scrolling.
    return html.replace(_LAZY, ' fetchpriority="high"', 1)


def _with_anchor(match: re.Match[str]) -> str:
    level, identifier, rest, text = match.groups()
    if not level:
        return match[0]
    # Links and fields inside a heading are rare. A second link around them would not be valid.
    anchor = f'<a class="anchor" href="#{identifier}" aria-hidden="true" tabindex="-1"></a>'
    return f'<h{level} id="{identifier}"{rest}>{text}{anchor}</h{level}>'
