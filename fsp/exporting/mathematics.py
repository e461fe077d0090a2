"""Formulas in MathML, as EPUB allows them."""

import re
from collections.abc import Mapping

from fsp.content.rendering.xhtml_tree import Node, Piece, is_blank, nodes_of, text_of

MATH_NAMESPACE = "http://www.w3.org/1998/Math/MathML"
MATH_ELEMENTS = frozenset(
    {
        *("math", "mi", "mn", "mo", "mtext", "mspace", "ms", "mrow", "mfrac", "msqrt", "mroot", "mstyle", "merror"),
        *("mpadded", "mphantom", "mfenced", "menclose", "msub", "msup", "msubsup", "munder", "mover", "munderover"),
        *("mmultiscripts", "mtable", "mtr", "mtd"),
    }
)
_TOKENS = frozenset({"mi", "mn", "mo", "mtext", "ms"})
"""Elements that contain text. All others contain elements."""
_PARTS = {
    **dict.fromkeys(("mfrac", "mroot", "msub", "msup", "munder", "mover"), 2),
    **dict.fromkeys(("msubsup", "munderover"), 3),
}
_ONLY = {"mtable": "mtr", "mtr": "mtd"}
_VALUES = {
    "display": re.compile(r"block|inline"),
    "mathvariant": re.compile(r"[a-z-]+"),
    "stretchy": re.compile(r"true|false"),
    "fence": re.compile(r"true|false"),
    "separator": re.compile(r"true|false"),
    "accent": re.compile(r"true|false"),
    "displaystyle": re.compile(r"true|false"),
    "columnalign": re.compile(r"(?:left|center|right)(?: (?:left|center|right))*"),
    "alttext": re.compile(r".*", re.DOTALL),
}


def math_attributes(attributes: Mapping[str, str]) -> dict[str, str]:
    """Return the attributes that MathML allows in a book."""
    return {name: value for name, value in attributes.items() if name in _VALUES and _VALUES[name].fullmatch(value)}


def finished_math(formula: Node) -> list[Piece]:
    """Return a valid MathML formula, or its text if it is not valid."""
    for node in nodes_of([formula]):
        if node.tag not in _TOKENS:
            node.children = [child for child in node.children if not is_blank(child)]
    is_valid = bool(formula.children) and all(_is_valid(node) for node in nodes_of([formula]))
    return [formula] if is_valid else [text_of([formula])]


def _is_valid(node: Node) -> bool:
    if node.tag in _TOKENS:
        return all(isinstance(child, str) for child in node.children)
    tags = [child.tag for child in node.children if isinstance(child, Node)]
    if len(tags) < len(node.children) or not MATH_ELEMENTS.issuperset(tags) or "math" in tags:
        return False
    if node.tag in _ONLY:
        return all(tag == _ONLY[node.tag] for tag in tags)
    has_stray_row = any(tag in {"mtr", "mtd"} for tag in tags)
    return not has_stray_row and len(tags) == _PARTS.get(node.tag, len(tags)) and not (node.tag == "mspace" and tags)
