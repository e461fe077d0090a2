"""The addresses that a text names, found in the HTML that it makes."""

import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from fsp.content.rendering.elements import attributes
from fsp.content.rendering.headings import ids_of
from fsp.content.rendering.page import without_colours
from fsp.content.rendering.source import prepare

_LINK = re.compile(r"<a\b([^>]*)>")
_IMAGE = re.compile(r"<img\b([^>]*)>")


@dataclass(frozen=True)
class Addresses:
    """What a text refers to, each once, in the order of the text."""

    links: tuple[str, ...] = ()
    images: tuple[str, ...] = ()
    ids: frozenset[str] = frozenset()
    """The ids on its page, which its links may lead to."""
    unknown: tuple[str, ...] = ()
    """The tags of generators that stay as text."""


def addresses_of(markdown: str) -> Addresses:
    """Return what a text refers to."""
    html = without_colours(markdown)
    links = [attributes(match).get("href", "") for match in _LINK.findall(html)] if "<a" in html else []
    images = [attributes(match).get("src", "") for match in _IMAGE.findall(html)] if "<img" in html else []
    return Addresses(
        links=tuple(dict.fromkeys(url for url in links if url)),
        images=tuple(dict.fromkeys(url for url in images if url)),
        ids=ids_of(html),
        unknown=tuple(dict.fromkeys(prepare(markdown).unknown)) if "{{" in markdown or "{%" in markdown else (),
    )


def local_path(url: str) -> str | None:
    """Return the file path a relative address names, or None for an address elsewhere."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme or parts.netloc or parts.path.startswith("/"):
        return None
    return unquote(parts.path) or None
