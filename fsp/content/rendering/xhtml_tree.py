"""A small tree of XHTML elements, written without recursion, so that a deep text cannot exhaust the stack."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import escape

VOID = frozenset(
    {
        *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta"),
        *("param", "source", "track", "wbr"),
    }
)
"""Elements without an end. Source: HTML Living Standard, 13.1.2, and `param` of HTML 5.0."""

INLINE = frozenset(
    {
        *("a", "abbr", "b", "bdi", "bdo", "br", "cite", "code", "data", "del", "dfn", "em", "i", "img", "ins", "kbd"),
        *("mark", "math", "q", "ruby", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr"),
    }
)
TRANSPARENT = frozenset({"a", "del", "ins"})
"""Elements that may contain what their parent may contain."""

_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


@dataclass(eq=False)
class Node:
    """One element. Its children are elements and texts."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: "list[Node | str]" = field(default_factory=list)

    @property
    def is_block(self) -> bool:
        """Return whether the element is not allowed in a paragraph."""
        if self.tag in TRANSPARENT:
            return any(isinstance(child, Node) and child.is_block for child in self.children)
        return self.tag not in INLINE

    @property
    def is_empty(self) -> bool:
        """Return whether the element has no text, no elements, and no id that a link could target."""
        return "id" not in self.attributes and all(is_blank(child) for child in self.children)


Piece = Node | str


def is_blank(piece: Piece) -> bool:
    """Return whether a piece is white space."""
    return isinstance(piece, str) and not piece.strip()


def written(pieces: Iterable[Piece], *, void_end: str = "/>") -> str:
    """Return pieces as XHTML; with `>` as the end of void elements, as HTML."""
    parts: list[str] = []
    waiting: list[Piece | tuple[str]] = []
    waiting += list(pieces)[::-1]
    while waiting:
        piece = waiting.pop()
        if isinstance(piece, tuple):
            parts.append(f"</{piece[0]}>")
        elif isinstance(piece, str):
            parts.append(escape(piece, quote=False))
        else:
            attributes = "".join(f' {name}="{escape(value)}"' for name, value in piece.attributes.items())
            if piece.tag in VOID:
                parts.append(f"<{piece.tag}{attributes}{void_end}")
                continue
            parts.append(f"<{piece.tag}{attributes}>")
            waiting.append((piece.tag,))
            waiting += piece.children[::-1]
    return "".join(parts)


def inline_of(pieces: Iterable[Piece]) -> list[Piece]:
    """Return pieces without block elements, for use in a heading or a paragraph."""
    inline: list[Piece] = []
    waiting = list(pieces)[::-1]
    while waiting:
        piece = waiting.pop()
        if isinstance(piece, str) or not piece.is_block:
            inline.append(piece)
        elif piece.children:
            waiting += [" ", *piece.children[::-1], " "]
    return inline


def with_id_of(node: Node, pieces: list[Piece]) -> list[Piece]:
    """Return the pieces that replace a node, with its id on the first element without one."""
    identifier = node.attributes.get("id")
    if identifier is not None:
        first = next((piece for piece in pieces if isinstance(piece, Node) and "id" not in piece.attributes), None)
        if first is None:
            return [Node("span", {"id": identifier}), *pieces]
        first.attributes["id"] = identifier
    return pieces


def nodes_of(pieces: Iterable[Piece]) -> Iterator[Node]:
    """Yield every element in pieces."""
    waiting = [piece for piece in pieces if isinstance(piece, Node)]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += [child for child in node.children if isinstance(child, Node)]


def nodes_in_order(pieces: Iterable[Piece]) -> Iterator[Node]:
    """Yield every element in pieces, in the order of the document."""
    waiting = list(pieces)[::-1]
    while waiting:
        piece = waiting.pop()
        if isinstance(piece, Node):
            yield piece
            waiting += piece.children[::-1]


def text_of(pieces: Iterable[Piece]) -> str:
    """Return the text of pieces."""
    words: list[str] = []
    waiting = list(pieces)[::-1]
    while waiting:
        piece = waiting.pop()
        if isinstance(piece, str):
            words.append(piece)
        else:
            waiting += piece.children[::-1]
    return "".join(words)


def xml_text(text: str) -> str:
    """Return a text without the control characters that XML does not allow."""
    return _NOT_IN_XML.sub("", text)
