"""The content model of EPUB. An element is made valid when it ends, after its children.

Source: W3C EPUB 3.3, XHTML content documents, and the schemas of epubcheck, which are stricter than a browser.
"""

from collections.abc import Callable, Iterable
from itertools import groupby, pairwise

from fsp.content.rendering.table_model import finish_columns, finish_row, finish_rows, finish_table
from fsp.content.rendering.xhtml_tree import INLINE, TRANSPARENT, Node, Piece, inline_of, is_blank, with_id_of

_LIST_PARTS = {"li": "ul", "dt": "dl", "dd": "dl"}
_OTHER_PARTS = frozenset({"summary", "figcaption", "caption", "thead", "tbody", "tfoot", "tr", "td", "th"})
_DROPPED_PARTS = frozenset({"col", "colgroup", "rp"})


def finished(node: Node) -> list[Piece]:
    """Return the pieces that replace an element at its end tag."""
    if node.tag in FINISH:
        return FINISH[node.tag](node)
    if node.tag in INLINE:
        return _inline(node)
    node.children = flow(node.children)
    return [node]


def flow(pieces: Iterable[Piece]) -> list[Piece]:
    """Return pieces that are allowed in a body or a quotation.

    Stray parts of lists and tables are wrapped or unwrapped.
    """
    result: list[Piece] = []
    for kind, group in groupby(pieces, _Kind()):
        if kind in {"ul", "dl"}:
            result += finished(Node(kind, {}, list(group)))
        elif kind == "part":
            result += [Node("div", _only_id(part), flow(part.children)) for part in group if isinstance(part, Node)]
        elif kind == "rt":
            result += [Node("span", _only_id(part), part.children) for part in group if isinstance(part, Node)]
        elif kind != "dropped":
            result += group
    return result


class _Kind:
    """What a piece is part of. White space between the parts of a list belongs to the list."""

    def __init__(self) -> None:
        self._last = ""

    def __call__(self, piece: Piece) -> str:
        if not (self._last in {"ul", "dl"} and is_blank(piece)):
            self._last = _part_of(piece)
        return self._last


def _part_of(piece: Piece) -> str:
    if isinstance(piece, str):
        return ""
    if piece.tag in _LIST_PARTS:
        return _LIST_PARTS[piece.tag]
    if piece.tag in _DROPPED_PARTS:
        return "dropped"
    return "part" if piece.tag in _OTHER_PARTS else "rt" if piece.tag == "rt" else ""


def _only_id(node: Node) -> dict[str, str]:
    return {name: value for name, value in node.attributes.items() if name == "id"}


def _inline(node: Node) -> list[Piece]:
    """Keep an inline element with inline content only. One that contains blocks is replaced by its content."""
    parts = [child for child in node.children if isinstance(child, Node) and _part_of(child)]
    if node.tag in TRANSPARENT and not parts:
        return [node]
    if any(isinstance(child, Node) and child.is_block for child in node.children):
        return with_id_of(node, node.children)
    if node.tag != "ruby":
        node.children = flow(node.children)
    return [node]


def _words(node: Node) -> list[Piece]:
    """Keep an element that may contain only text: a heading, a term, a caption."""
    node.children = inline_of(node.children)
    return [node]


def _paragraph(node: Node) -> list[Piece]:
    """Split a paragraph at the blocks in it."""
    result: list[Piece] = []
    for is_block, group in groupby(node.children, lambda child: isinstance(child, Node) and child.is_block):
        pieces = list(group)
        if is_block:
            result += pieces
        elif not all(is_blank(piece) for piece in pieces):
            result.append(Node("p", {}, flow(pieces)))
    rest = {name: value for name, value in node.attributes.items() if name != "id"}
    for piece in result:
        if isinstance(piece, Node) and piece.tag == "p":
            piece.attributes |= rest
    return with_id_of(node, result)


def _list(node: Node) -> list[Piece]:
    """Keep the items of a list. Other content is added to the previous item, or becomes an item."""
    entries: list[Piece] = []
    for child in node.children:
        if isinstance(child, Node) and child.tag == "li":
            if node.tag != "ol":
                child.attributes.pop("value", None)
            entries.append(child)
        elif not is_blank(child):
            is_list = isinstance(child, Node) and child.tag in {"ul", "ol"}
            if entries and is_list and isinstance(entries[-1], Node):
                entries[-1].children.append(child)
            else:
                entries.append(Node("li", {}, flow([child])))
    node.children = entries
    return [node] if entries else []


def _definitions(node: Node) -> list[Piece]:
    """Keep alternating groups of terms and definitions; every group has both."""
    entries: list[Piece] = []
    last = ""
    for child in node.children:
        if is_blank(child):
            continue
        is_entry = isinstance(child, Node) and child.tag in {"dt", "dd"}
        entry = child if is_entry and isinstance(child, Node) else Node("dd", {}, flow([child]))
        if entry.tag == "dd" and not last:
            entries.append(Node("dt"))
        if entry.tag == "dt" and last == "dt" and entry.is_empty:
            continue
        entries.append(entry)
        last = entry.tag
    if last == "dt":
        entries.append(Node("dd"))
    node.children = entries
    return [node] if entries else []


def _details(node: Node) -> list[Piece]:
    summary = next((child for child in node.children if isinstance(child, Node) and child.tag == "summary"), None)
    rest = [child for child in node.children if child is not summary]
    node.children = [summary or Node("summary", {}, ["…"]), *flow(rest)]
    return [node]


def _figure(node: Node) -> list[Piece]:
    captions = [child for child in node.children if isinstance(child, Node) and child.tag == "figcaption"]
    rest = flow(child for child in node.children if child not in captions[:1])
    is_first = bool(captions) and next((c for c in node.children if not is_blank(c)), None) is captions[0]
    node.children = [*captions[:1], *rest] if is_first else [*rest, *captions[:1]]
    return [node]


def _ruby(node: Node) -> list[Piece]:
    """Keep ruby text if every annotation follows its base; otherwise write the annotations in brackets."""
    children = [child for child in node.children if not (isinstance(child, Node) and child.tag == "rp")]
    is_reading = [isinstance(child, Node) and child.tag == "rt" for child in children if not is_blank(child)]
    is_valid = is_reading[:1] == [False] and is_reading[-1] and (True, True) not in set(pairwise(is_reading))
    if is_valid and not any(isinstance(child, Node) and child.is_block and child.tag != "rt" for child in children):
        node.children = [child for child in children if not is_blank(child)]
        return [node]
    pieces: list[Piece] = []
    for child in children:
        is_text = isinstance(child, Node) and child.tag == "rt"
        pieces += ["(", *child.children, ")"] if is_text and isinstance(child, Node) else [child]
    return with_id_of(node, pieces)


FINISH: dict[str, Callable[[Node], list[Piece]]] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6", "pre", "summary", "caption", "dt", "th", "rt"), _words),
    "p": _paragraph,
    **dict.fromkeys(("ul", "ol"), _list),
    "dl": _definitions,
    "details": _details,
    "figure": _figure,
    "ruby": _ruby,
    "colgroup": finish_columns,
    "tr": finish_row,
    **dict.fromkeys(("thead", "tbody", "tfoot"), finish_rows),
    "table": finish_table,
}
