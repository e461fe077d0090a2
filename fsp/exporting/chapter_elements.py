"""The elements of a chapter: what each becomes in a book, and which are removed together with their content."""

from collections.abc import Collection, Mapping

from fsp.content.rendering.xhtml_tree import INLINE
from fsp.exporting.attributes import cleaned_attributes

RENAMED = {
    **{"center": "div", "main": "div", "hgroup": "div", "header": "div", "footer": "div", "nav": "div"},
    **{"address": "div", "fieldset": "div", "form": "div", "dir": "ul", "menu": "ul", "listing": "pre", "xmp": "pre"},
    **{"big": "span", "font": "span", "label": "span", "nobr": "span"},
    **{"tt": "code", "strike": "s", "acronym": "abbr", "legend": "p"},
}
BLOCKS = frozenset(
    {
        *("article", "aside", "blockquote", "details", "div", "dl", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr"),
        *("ol", "p", "pre", "section", "table", "ul", "li", "dt", "dd", "summary", "figcaption", "caption", "colgroup"),
        *("col", "thead", "tbody", "tfoot", "tr", "td", "th", "rt", "rp"),
    }
)
DROPPED = frozenset(
    {"script", "style", "template", "head", "title", "iframe", "object", "svg", "annotation", "annotation-xml"}
)


def name_in_book(tag: str, attributes: Mapping[str, str], *, within: Collection[str]) -> str | None:
    """Return what an element becomes in a book, or None if only its content stays.

    `within` are the enclosing elements.
    """
    name = RENAMED.get(tag, tag)
    if "a" in within and name in {"a", "details", "summary"}:
        return "span" if name == "a" else "div"
    has_no_value = (
        (name == "time" and not cleaned_attributes(name, attributes).get("datetime"))
        or (name == "data" and "value" not in attributes)
        or (name == "dfn" and "dfn" in within)
    )
    if has_no_value:
        return "span"
    if name == "bdo" and "dir" not in cleaned_attributes(name, attributes):
        return "bdi"
    return name if name in INLINE or name in BLOCKS else None
