"""The summary of an entry: its own, or the beginning of its text."""

import re
from html.parser import HTMLParser

from fsp.content.markdown import VOID_ELEMENTS, to_html

MAX_SUMMARY_CHARACTERS = 200
MAX_READ_CHARACTERS = 4000

_PASSED_OVER = frozenset({"del", "s", "strike", "table", "pre", "sup", "h1", "h2", "h3", "h4", "h5", "h6", "figure"})
"""Elements that are skipped because their text alone would mislead: struck-out words, table cells, footnote marks."""

_FOOTNOTE_ID = re.compile(r"fn-?\d")

_BLOCKS = frozenset({"p", "li", "br", "blockquote", "dd", "dt", "div"})


def shortened(text: str) -> str:
    """Return a text cut at a word boundary."""
    if len(text) <= MAX_SUMMARY_CHARACTERS:
        return text
    head = text[:MAX_SUMMARY_CHARACTERS]
    # A text without spaces, such as a Chinese one, is cut at a character.
    return (head.rsplit(" ", 1)[0] if " " in head[MAX_SUMMARY_CHARACTERS // 2 :] else head) + " …"


def summary_of(summary: str, body: str) -> str:
    """Return the summary of an entry."""
    return shortened(" ".join(summary.split()) or _beginning(body))


def _beginning(body: str) -> str:
    part = body[:MAX_READ_CHARACTERS]
    if len(body) > MAX_READ_CHARACTERS:
        part = part.rsplit("\n\n", 1)[0]
    reader = _Reader()
    reader.feed(to_html(part))
    reader.close()
    return " ".join("".join(reader.parts).split())


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._passed_over: list[str] = []
        self._is_at_end = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _PASSED_OVER:
            self._passed_over.append(tag)
        elif _is_footnote(tag, dict(attrs)):
            self._is_at_end = True
        if tag in _BLOCKS or tag in VOID_ELEMENTS:
            self.parts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if self._passed_over and self._passed_over[-1] == tag:
            self._passed_over.pop()
        if tag in _BLOCKS:
            self.parts.append(" ")

    def handle_data(self, data: str) -> None:
        if not self._passed_over and not self._is_at_end:
            self.parts.append(data)


def _is_footnote(tag: str, attributes: dict[str, str | None]) -> bool:
    is_section = tag in {"section", "div"} and "footnote" in (attributes.get("class") or "")
    return is_section or (tag == "li" and bool(_FOOTNOTE_ID.match(attributes.get("id") or "")))
