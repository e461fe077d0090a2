"""Converts a Markdown text to HTML: parse, clean, complete, in this order."""

import re
from collections.abc import Callable
from functools import lru_cache

from fsp.content.rendering.autolinks import link_addresses
from fsp.content.rendering.code import highlight_code
from fsp.content.rendering.figures import captioned
from fsp.content.rendering.footnotes import gather_footnotes
from fsp.content.rendering.formulas import show_formulas
from fsp.content.rendering.headings import ids_of, in_order, with_ids, without_title
from fsp.content.rendering.parser import parse
from fsp.content.rendering.place import Resolver, Rewriter, place
from fsp.content.rendering.protected import unprotect
from fsp.content.rendering.sanitise import sanitise
from fsp.content.rendering.source import prepare
from fsp.content.rendering.tasks import mark_tasks
from fsp.content.rendering.valid_html import may_be_invalid, valid_html

MAX_CACHED_CHARACTERS = 50_000

_SURROGATES = re.compile("[\ud800-\udfff]")
_UNSHOWN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
"""Characters that pages do not show and feeds must not contain."""

RewriteUrl = Callable[[str], str]


def to_html(
    markdown: str, *, rewrite_url: RewriteUrl | None = None, resolver: Resolver | None = None, title: str = ""
) -> str:
    """Render Markdown as HTML without scripts, styles or unsafe addresses.

    `resolver` finds the targets of links and images; `rewrite_url` only rewrites them. A first heading that repeats the
    `title` is removed, and the other headings begin at the second level.
    """
    return place(unplaced(markdown, title=title), resolver or Rewriter(rewrite_url or _unchanged))


def unplaced(markdown: str, *, title: str = "") -> str:
    """Render Markdown as HTML with unresolved links and images."""
    if len(markdown) > MAX_CACHED_CHARACTERS:
        return _rendered(markdown, title)
    return _cached(markdown, title)


def ids_on_page(markdown: str, *, title: str = "") -> frozenset[str]:
    """Return the ids on the page of a text, which links from other pages may target."""
    return ids_of(without_colours(markdown, title=title))


def without_colours(markdown: str, *, title: str = "") -> str:
    """Render Markdown as `unplaced` does, without syntax highlighting."""
    prepared = prepare(_SURROGATES.sub("\ufffd", markdown)).text
    html = sanitise(parse(prepared))
    html = _UNSHOWN.sub(_shown, valid_html(html) if may_be_invalid(prepared) else html)
    html = unprotect(link_addresses(show_formulas(gather_footnotes(captioned(mark_tasks(html))))))
    return with_ids(in_order(without_title(html, title)) if title else html)


def _rendered(markdown: str, title: str) -> str:
    return highlight_code(without_colours(markdown, title=title))


# A page and a feed show the same text with different addresses.
_cached = lru_cache(maxsize=64)(_rendered)


def _shown(match: re.Match[str]) -> str:
    """Return the sign of Windows that a control character stands for, as browsers show it, or nothing."""
    return match[0].encode("latin-1", "ignore").decode("cp1252", "ignore") if "\x80" <= match[0] <= "\x9f" else ""


def _unchanged(url: str) -> str:
    return url
