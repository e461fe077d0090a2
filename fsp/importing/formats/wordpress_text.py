"""The text of WordPress posts: paragraphs of the classic editor, and blocks."""

import json
import re
from html import escape

from bs4 import BeautifulSoup

_BLOCK_COMMENT = re.compile(r"<!--\s*/?wp:.*?-->", re.DOTALL)
_DOWNLOAD = re.compile(r"<a\b[^>]*\bclass=\"wp-block-file__button[^>]*>.*?</a>", re.DOTALL)
"""A second link to the file of a block."""
_PROTECTED = re.compile(r"<(pre|script|style|textarea)\b.*?</\1>", re.DOTALL | re.IGNORECASE)
_NAMES = (
    "address|article|aside|blockquote|details|div|dl|dd|dt|fieldset|figcaption|figure|footer|form|h[1-6]|header|hr|iframe"
    "|li|main|nav|ol|p|pre|section|summary|table|tbody|td|tfoot|th|thead|tr|ul|video|audio"
)
_BLOCK = re.compile(rf"\s*</?(?:{_NAMES})\b|\s*\x00", re.IGNORECASE)
_BEFORE_BLOCK = re.compile(rf"\n(?=\s*<(?:{_NAMES})\b)", re.IGNORECASE)
_AFTER_BLOCK = re.compile(rf"(</(?:{_NAMES})>)[ \t]*\n", re.IGNORECASE)
_MORE = re.compile(r"<!--\s*(?:more|nextpage)\b.*?-->")


def paragraphs(text: str) -> str:
    """Return the text as HTML. The classic editor stores paragraphs as blank lines (see wpautop in WordPress)."""
    text = _MORE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    if "<!-- wp:" in text:
        return _DOWNLOAD.sub("", _BLOCK_COMMENT.sub("", text))
    protected: list[str] = []

    def keep(match: re.Match[str]) -> str:
        protected.append(match[0])
        return f"\n\n\x00{len(protected) - 1}\x00\n\n"

    text = _PROTECTED.sub(keep, text.replace("\x00", ""))
    parts = re.split(r"\n\s*\n", _AFTER_BLOCK.sub(r"\1\n\n", _BEFORE_BLOCK.sub("\n\n", text)))
    html = "\n".join(_paragraph(part.strip()) for part in parts if part.strip())
    return re.sub(r"\x00(\d+)\x00", lambda match: protected[int(match[1])], html)


def plain_text(html: str) -> str:
    """Return the words of a title or a caption, which may have tags and entities."""
    if "<" not in html and "&" not in html:
        return html.strip()
    return " ".join(BeautifulSoup(html, "html.parser").get_text().split())


def with_notes(html: str, written: str) -> str:
    """Return the HTML with its footnotes as a list at the end. Since 6.3 they are in a field of the post, as JSON."""
    try:
        rows = json.loads(written) if written else []
    except (ValueError, RecursionError):
        return html
    rows = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    items = [f'<li id="{escape(str(row.get("id")))}">{row.get("content") or ""}</li>' for row in rows]
    return f"{html}<ol>{''.join(items)}</ol>" if items else html


def _paragraph(text: str) -> str:
    if _BLOCK.match(text) or text.startswith(("\x00", "[caption")):
        return text
    return "<p>" + text.replace("\n", "<br>\n") + "</p>"
