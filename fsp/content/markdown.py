"""Converts Markdown to safe HTML, well-formed XHTML or plain text."""

from fsp.content.rendering.addresses import SAFE_SCHEMES, local_path
from fsp.content.rendering.addresses_of import addresses_of
from fsp.content.rendering.page import RewriteUrl, to_html, without_colours
from fsp.content.rendering.place import Resolver
from fsp.content.rendering.plain_text import as_plain_text
from fsp.content.rendering.xhtml import VOID_ELEMENTS, as_xhtml

__all__ = [
    "SAFE_SCHEMES",
    "VOID_ELEMENTS",
    "RewriteUrl",
    "local_images",
    "local_path",
    "to_html",
    "to_plain_text",
    "to_xhtml",
]


def to_xhtml(
    markdown: str, *, rewrite_url: RewriteUrl | None = None, resolver: Resolver | None = None, title: str = ""
) -> str:
    """Render Markdown as a well-formed XHTML fragment, as an EPUB needs it."""
    return as_xhtml(to_html(markdown, rewrite_url=rewrite_url, resolver=resolver, title=title))


def to_plain_text(markdown: str) -> str:
    """Return the text of Markdown without markup, one paragraph per line."""
    return as_plain_text(without_colours(markdown))


def local_images(markdown: str) -> list[str]:
    """Return the relative paths of the images in a text, without duplicates, in order."""
    return list(dict.fromkeys(path for path in map(local_path, addresses_of(markdown).images) if path))
