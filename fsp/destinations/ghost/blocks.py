"""Splits HTML into its top-level elements, and says which of them Ghost's editor keeps as they are."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from fsp.content.markdown import VOID_ELEMENTS
from fsp.content.rendering.elements import attributes, text_of

_TAG = re.compile(r"<!--.*?-->|<(?P<end>/?)(?P<name>[a-zA-Z][\w-]*)(?P<attributes>[^>]*)>", re.DOTALL)
_TARGET = re.compile(r'\bhref="#([^"]+)"')
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_OUTER = _HEADINGS | {"p", "ul", "ol", "blockquote", "pre", "hr", "figure"}
_INNER = frozenset(
    {"p", "ul", "ol", "li", "strong", "b", "em", "i", "code", "sup", "sub", "a", "br", "img", "figcaption"}
)
_ATTRIBUTES = {
    "a": frozenset({"href", "title", "rel", "target"}),
    "img": frozenset({"src", "alt", "title", "width", "height", "loading"}),
    "code": frozenset({"class"}),
}
_CODE_BLOCK = re.compile(r'<pre><code(?: class="language-[^"]*")?>.*</code></pre>\Z', re.DOTALL)
_IMAGE_BLOCK = re.compile(
    r"(?:<p><img\b[^>]*></p>|<figure><img\b[^>]*>(?:<figcaption>.*</figcaption>)?</figure>)\Z", re.DOTALL
)
_PARAGRAPHS = re.compile(r"</p>\s*<p\b")
_JOINED = {"ul": _PARAGRAPHS, "ol": _PARAGRAPHS, "blockquote": re.compile(r"</p>\s*<\w|<(?:ul|ol)\b")}
"""Where the editor joins paragraphs to one without a space: in an item of a list, and in a quotation."""


@dataclass(frozen=True)
class Block:
    """A top-level element of a text. `name` is empty for text outside elements."""

    name: str
    html: str


def targets_of(html: str) -> frozenset[str]:
    """Return the ids that links of a text lead to."""
    return frozenset(_TARGET.findall(html))


def blocks_of(html: str) -> Iterator[Block]:
    """Yield the top-level elements of balanced HTML in order, without the white space between them."""
    start, depth, name = 0, 0, ""
    for tag in _TAG.finditer(html):
        if tag["name"] is None:
            continue
        element = tag["name"].lower()
        if depth == 0:
            yield from _text(html[start : tag.start()])
            start, name = tag.start(), element
        if element not in VOID_ELEMENTS:
            depth = max(0, depth - 1) if tag["end"] else depth + 1
        if depth == 0:
            yield Block(name, html[start : tag.end()])
            start = tag.end()
    yield from _text(html[start:])


def is_native(block: Block, targets: frozenset[str]) -> bool:
    """Return whether Ghost's editor keeps all that a reader sees of a block. `targets` are ids that links lead to."""
    if block.name == "pre":
        # The editor keeps the code and its language; themes highlight it.
        return _CODE_BLOCK.match(block.html) is not None
    if block.name not in _OUTER:
        return False
    if "<img" in block.html and not _IMAGE_BLOCK.match(block.html):
        # The editor moves an image out of its paragraph.
        return False
    if block.name in _JOINED and _JOINED[block.name].search(block.html):
        return False
    tags = [tag for tag in _TAG.finditer(block.html) if tag["name"] and not tag["end"]]
    if block.name in _HEADINGS and attributes(tags[0]["attributes"]).get("id", "") in targets:
        return False
    return _is_kept(block.name, tags[0], is_outer=True) and all(
        _is_kept(tag["name"], tag, is_outer=False) for tag in tags[1:]
    )


def _is_kept(name: str, tag: re.Match[str], *, is_outer: bool) -> bool:
    allowed = _ATTRIBUTES.get(name, frozenset())
    if is_outer and name in _HEADINGS:
        # The editor gives headings ids of its own.
        allowed = frozenset({"id"})
    return (is_outer or name in _INNER) and attributes(tag["attributes"]).keys() <= allowed


def _text(html: str) -> Iterator[Block]:
    if text_of(html):
        yield Block("", html.strip())
