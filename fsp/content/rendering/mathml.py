"""Converts formulas in TeX to MathML, which browsers show without scripts or fonts of their own."""

import re
from functools import lru_cache
from html import escape, unescape
from xml.etree import ElementTree as ET

from latex2mathml.converter import convert

NAMESPACE = "http://www.w3.org/1998/Math/MathML"
MAX_FORMULA_CHARACTERS = 2000
MAX_DEPTH = 60

_FORMULA = re.compile(r'<code class="math(?P<display> math-display)?">(?P<tex>[^<]*)</code>')
_ELEMENTS = frozenset(
    {
        *("math", "menclose", "mfrac", "mi", "mmultiscripts", "mn", "mo", "mover", "mpadded", "mphantom", "mroot"),
        *("mrow", "ms", "mspace", "msqrt", "mstyle", "msub", "msubsup", "msup", "mtable", "mtd", "mtext", "mtr"),
        *("munder", "munderover"),
    }
)
_PARTS = {
    **dict.fromkeys(("mfrac", "mroot", "msub", "msup", "munder", "mover"), 2),
    **dict.fromkeys(("msubsup", "munderover"), 3),
}
"""Elements with a fixed number of parts."""
_ATTRIBUTES = frozenset(
    {
        *("accent", "accentunder", "columnalign", "columnspan", "depth", "display", "displaystyle", "fence", "form"),
        *("height", "largeop", "linethickness", "lspace", "mathsize", "mathvariant", "maxsize", "minsize"),
        *("movablelimits", "notation", "rowspan", "rspace", "scriptlevel", "separator", "stretchy", "symmetric"),
        *("voffset", "width"),
    }
)


def formulas_as_mathml(html: str) -> str:
    """Return HTML with its formulas in MathML. A formula that cannot be converted stays as written."""
    return _FORMULA.sub(_shown, html) if '<code class="math' in html else html


def _shown(match: re.Match[str]) -> str:
    formula = _mathml(unescape(match["tex"]), "block" if match["display"] else "inline")
    return formula or match[0]


@lru_cache(maxsize=256)
def _mathml(tex: str, display: str) -> str:
    """Return a formula in MathML, or an empty text."""
    if len(tex) > MAX_FORMULA_CHARACTERS or tex.count("{") > MAX_DEPTH:
        return ""
    try:
        tree = ET.fromstring(convert(tex, display=display))  # noqa: S314  (written by the converter from a short text)
    except Exception:  # noqa: BLE001  (any fault of the converter: the formula stays as written)
        return ""
    if not all(_is_known(node) for node in tree.iter()) or not "".join(tree.itertext()).strip():
        return ""
    tree.set("alttext", tex)
    return _written(tree)


def _is_known(node: ET.Element) -> bool:
    name = node.tag.removeprefix(f"{{{NAMESPACE}}}")
    return name in _ELEMENTS and len(node) == _PARTS.get(name, len(node))


def _written(node: ET.Element) -> str:
    name = node.tag.removeprefix(f"{{{NAMESPACE}}}")
    allowed = _ATTRIBUTES | {"alttext"} if name == "math" else _ATTRIBUTES
    values = "".join(f' {key}="{escape(value)}"' for key, value in node.attrib.items() if key in allowed)
    inside = escape(node.text or "", quote=False) + "".join(_written(child) for child in node)
    return f"<{name}{values}>{inside}</{name}>"
