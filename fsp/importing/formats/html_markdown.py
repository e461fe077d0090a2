"""Converts the HTML of other systems to Markdown. What Markdown cannot express stays HTML."""

import re
from collections.abc import Callable
from html import escape
from typing import Any
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup, Tag
from markdownify import ATX, MarkdownConverter

from fsp.content.attachments import is_attachment
from fsp.content.rendering.headings import heading_slug, matching_id
from fsp.errors import InvalidInput
from fsp.importing.formats.html_footnotes import take_footnotes, with_footnotes

Rewrite = Callable[[str], str]
"""Returns the new address of a link or image."""

_DROPPED = ("script", "style", "noscript", "template", "form", "button", "svg", "head")
_FRAMES = frozenset({"iframe", "embed", "video", "audio", "object"})
_INLINE = re.compile(r"([\\*`\[\]<^~$]|&(?=#?\w+;))")
_UNDERSCORE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
_LINE_START = re.compile(r"^(\s*)(#{1,6}(?=\s|$)|>|[+-](?=\s|$)|={2,}\s*$|-{2,}\s*$|:{3,})", re.MULTILINE)
_NUMBER = re.compile(r"^(\s*\d{1,9})([.)])(?=\s|$)", re.MULTILINE)
_LANGUAGE = re.compile(r"(?:language|lang|highlight-source|brush)[-:]\s*([\w+#-]+)")
_BLANK_LINES = re.compile(r"\n{3,}")
_PLAIN_ID = re.compile(r"[A-Za-z][\w.-]{0,100}\Z")
_RULE = re.compile(r"\|(?: --- \|)+\Z")
_ALIGNMENT = re.compile(r"\b(left|center|right)\b")
_ALIGNMENTS = {"left": ":--", "center": ":-:", "right": "--:"}
_NOT_PLAIN = "[colspan], [rowspan], ul, ol, pre, table, blockquote"
"""What a Markdown table cannot hold."""


def markdown_of(html: str, *, rewrite: Rewrite = lambda url: url) -> str:
    """Return the Markdown of an HTML text; raise InvalidInput if its elements are nested too deeply.

    `rewrite` is called for each address of a link or image.
    """
    soup = BeautifulSoup(html, "html.parser")
    try:
        return markdown_of_element(soup, rewrite=rewrite)
    except RecursionError as error:
        raise InvalidInput("The HTML is nested too deeply. Simplify it.") from error


def markdown_of_element(element: Tag, *, rewrite: Rewrite = lambda url: url) -> str:
    """Return the Markdown of a parsed element, which is changed."""
    for dropped in element.find_all(_DROPPED):
        dropped.decompose()
    for name in ("href", "src", "poster"):
        for tag in element.select(f"[{name}]"):
            tag[name] = rewrite(str(tag[name]).strip())
    notes = take_footnotes(element)
    _keep_linked_ids(element)
    return with_footnotes(_converted(element), notes, _converted)


def _converted(element: Tag) -> str:
    text = _Converter().convert_soup(element)
    return _BLANK_LINES.sub("\n\n", "\n".join(line.rstrip(" \t") for line in text.split("\n"))).strip("\n")


def _keep_linked_ids(element: Tag) -> None:
    """Mark the headings whose ids are linked in the text, if FSP would give them others."""
    linked = {unquote(str(link["href"])[1:]) for link in element.select('a[href^="#"]')}
    for heading in element.find_all(re.compile(r"^h[1-6]$"), id=list(linked)) if linked else ():
        identifier = str(heading["id"])
        own = frozenset({heading_slug(heading.get_text())})
        if _PLAIN_ID.match(identifier) and matching_id(identifier, own) is None:
            heading["data-id"] = identifier
    for target in element.find_all(id=list(linked)) if linked else ():
        if not re.fullmatch("h[1-6]", target.name) and target.find_parent(["pre", "table", "figure"]) is None:
            _anchor_before(target, str(target["id"]))


def _anchor_before(target: Tag, identifier: str) -> None:
    """Keep the id of an element that links lead to: Markdown has ids for headings only."""
    anchor = Tag(name="a", attrs={"data-anchor": identifier})
    anchor.string = "\u2060"
    if target.name in {"li", "td", "th", "dt", "dd", "p", "span"}:
        target.insert(0, anchor)
        return
    paragraph = target.find("p") if target.name in {"div", "section", "article"} else None
    if isinstance(paragraph, Tag):
        paragraph.insert(0, anchor)
    else:
        target.insert_before(anchor)


class _Converter(MarkdownConverter):
    """Writes CommonMark with tables, as FSP's own renderer reads it."""

    class Options:
        """The style of the Markdown."""

        heading_style = ATX
        bullets = "-"
        newline_style = "backslash"
        code_language_callback = staticmethod(lambda pre: _language_of(pre))  # noqa: PLW0108  (defined below)
        table_infer_header = True

    def escape(self, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002
        """Escape only what Markdown would read as markup."""
        text = _UNDERSCORE.sub(r"\\_", _INLINE.sub(r"\\\1", text))
        return _NUMBER.sub(r"\1\\\2", _LINE_START.sub(r"\1\\\2", text))

    def convert_table(self, element: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002
        """Keep a table with joined cells or blocks in its cells as HTML."""
        is_plain = element.select_one(_NOT_PLAIN) is None
        return f"\n\n{_aligned(text.strip(), element)}\n\n" if is_plain else _as_html(element)

    def convert_hN(self, n: int, el: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: N802
        """Write a heading with the id that links in the text lead to."""
        written = str(super().convert_hN(n, el, text, parent_tags))  # type: ignore[misc]  # its stubs leave it out
        identifier = el.get("data-id")
        return f"{written.rstrip()} {{#{identifier}}}\n\n" if identifier and written.strip() else written

    def convert_figure(self, element: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002
        """Keep a figure with a caption as HTML."""
        return _as_html(element) if element.find("figcaption") and element.find("img") else f"\n\n{text}\n\n"

    def convert_iframe(self, element: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002
        """Replace a frame or a player by a link to its content."""
        inner = element.find("source")
        url = str(element.get("src") or element.get("data") or (inner.get("src") if inner else "") or "")
        url = f"https:{url}" if url.startswith("//") else url
        if element.name in {"audio", "video"} and is_attachment(url) and not urlsplit(url).scheme:
            return f'\n\n<{element.name} src="{escape(url)}"></{element.name}>\n\n'
        return f"\n\n<{url}>\n\n" if urlsplit(url).scheme in {"http", "https"} else ""

    convert_embed = convert_video = convert_audio = convert_object = convert_iframe

    def convert_a(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Write the anchor that a link in the text leads to."""
        identifier = el.get("data-anchor")
        if identifier:
            return f'<a id="{escape(str(identifier))}"></a>'
        return str(super().convert_a(el, text, parent_tags))  # type: ignore[misc]  # its stubs leave it out

    def convert_sup(self, element: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002
        """Keep it: Markdown has no superscript."""
        return f"<sup>{text}</sup>" if text.strip() else ""

    def convert_sub(self, element: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002
        """Keep it: Markdown has no subscript."""
        return f"<sub>{text}</sub>" if text.strip() else ""

    def convert_details(self, element: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002
        """Keep a folded section, with Markdown inside."""
        return f"\n\n<details>\n\n{text.strip()}\n\n</details>\n\n"

    def convert_summary(self, element: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002
        """Keep the title of a folded section."""
        return f"<summary>{text.strip()}</summary>\n\n"


def _aligned(table: str, element: Tag) -> str:
    """Return a Markdown table with the alignment of the columns, as its first row declares it."""
    row = element.find("tr")
    cells = row.find_all(["th", "td"]) if isinstance(row, Tag) else []
    header, _, rest = table.partition("\n")
    line, _, body = rest.partition("\n")
    marks = [_ALIGNMENTS.get(_alignment(cell), "---") for cell in cells]
    if not _RULE.match(line) or set(marks) <= {"---"} or line.count("---") != len(marks):
        return table
    return "\n".join([header, f"| {' | '.join(marks)} |", body])


def _alignment(cell: Tag) -> str:
    written = f"{cell.get('align') or ''} {cell.get('data-align') or ''} {cell.get('style') or ''}"
    match = _ALIGNMENT.search(written)
    return match[1] if match else ""


def _as_html(element: Tag) -> str:
    """Return the element as one HTML block, which must not contain an empty line."""
    for tag in element.find_all():
        tag.attrs = {name: value for name, value in tag.attrs.items() if name not in {"class", "style", "id"}}
    element.attrs = {}
    html = re.sub(r"\n\s*\n", "\n", str(element).strip())
    return f"\n\n{html}\n\n"


def _language_of(pre: Tag) -> str:
    """Return the language of a code block, from the classes that highlighters use."""
    code = pre.find("code")
    for tag in (code, pre, pre.parent):
        classes: Any = tag.get("class") if isinstance(tag, Tag) else None
        match = _LANGUAGE.search(" ".join(classes) if isinstance(classes, list) else str(classes or ""))
        if match:
            return match.group(1)
    return ""
