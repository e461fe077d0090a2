"""Converts the tags of generators to plain Markdown and HTML. Unknown tags stay as text."""

import re
from collections import Counter
from html import escape

from fsp.content.rendering import admonitions
from fsp.content.rendering.embeds import ADDRESSES
from fsp.content.rendering.shortcode_html import (
    FIGURES,
    as_text,
    embedded,
    figure,
    link,
    output,
    path,
    player,
    title_of,
)
from fsp.content.rendering.shortcode_tags import Tag, replace_tags

_PARAGRAPH = re.compile(r"(\n[ \t]*\n)")
_CLOSER = re.compile(r"\{[{%][%<]?[-~]?\s*(?:/\s*|end_?)(?P<name>[\w./-]*)")
QUOTES = frozenset({"quote", "blockquote", "pullquote", "epigraph"})
FOLDED = frozenset({"details", "expand", "spoiler", "collapse", "toggle", "hideToggle".lower(), "fold", "accordion"})
PLAIN = frozenset(
    {
        "tabs",
        "tabpane",
        "tab",
        "cardpane",
        "pageinfo",
        "columns",
        "column",
        "div",
        "center",
        "centered",
        "lead",
        "steps",
        "rawhtml",
        "unsafe",
    }
)
_PREPARING = frozenset({"assign", "set", "from", "import", "extends", "layout"})
_CONTROL = frozenset(
    {"if", "for", "unless", "case", "capture", "macro", "block", "while", "switch", "call", "filter", "comment"}
)
"""Tags around content that a generator shows only under a condition, or several times."""
_REMOVED = frozenset({"br", "more", "toc", "clear", "ads", "adsense", "columnbreak", "pagebreak"})


class Shortcodes:
    """The tags of one text. `unknown` collects those that stay as text, `left_out` the parts of a theme."""

    def __init__(self, text: str) -> None:
        self._closers = Counter(match["name"].lower() for match in _CLOSER.finditer(text))
        self._open: list[tuple[str, str]] = []
        self.unknown: list[str] = []
        self.left_out: list[str] = []

    def replace(self, prose: str) -> str:
        """Return prose with its tags replaced, except in inline code."""
        if "{{" not in prose and "{%" not in prose:
            return prose
        return "".join(self._paragraph(part) for part in _PARAGRAPH.split(prose))

    def end(self) -> str:
        """Return the ends of everything that is open."""
        return "".join(f"\n\n{end}\n" for _, end in reversed(self._open))

    def _paragraph(self, paragraph: str) -> str:
        def replacement_of(tag: Tag) -> str | None:
            # A JSX object is the value of an attribute.
            if tag.start > 0 and paragraph[tag.start - 1] == "=" and not tag.name:
                return None
            replacement = self._replacement(tag)
            if replacement is None:
                self.unknown.append(tag.text)
                replacement = as_text(tag.text)
            return replacement

        return replace_tags(paragraph, replacement_of)

    def _replacement(self, tag: Tag) -> str | None:
        if not tag.name and not tag.is_closing:
            return output(tag.expression)
        if tag.is_closing:
            return self._close(tag.name)
        for read in (figure, player, path, link, self._container, embedded):
            replacement = read(tag)
            if replacement is not None:
                return replacement
        if _is_theme_part(tag):
            self.left_out.append(tag.text)
            return ""
        return "" if tag.name in _REMOVED else None

    def _close(self, name: str) -> str | None:
        names = [opened for opened, _ in self._open]
        if not name and names:
            return self._pop(len(names) - 1)
        if name in names:
            return self._pop(len(names) - 1 - names[::-1].index(name))
        is_known = name in FIGURES | QUOTES | FOLDED | PLAIN or admonitions.is_notice(name) or name in ADDRESSES
        return "" if is_known else None

    def _pop(self, place: int) -> str:
        ends = [end for _, end in self._open[place:]]
        del self._open[place:]
        return "".join(f"\n\n{end}\n\n" for end in reversed(ends))

    def _container(self, tag: Tag) -> str | None:
        name = tag.name
        if len(self._open) >= admonitions.MAX_DEPTH:
            return None
        if name in QUOTES:
            return self._opened(tag, "<blockquote>", "</blockquote>")
        if name in FOLDED:
            return self._opened(tag, admonitions.folded(title_of(tag)), "</details>")
        if name in PLAIN:
            label = tag.get("name", "title", "label", place=0) if name == "tab" else ""
            heading = f"\n<p><strong>{escape(label)}</strong></p>" if label else ""
            return self._opened(tag, f"<div>{heading}", "</div>")
        is_generic = name in {"admonition", "callout", "alert", "notice", "message", "hint", "box", "aside", "alerts"}
        if not is_generic and not admonitions.is_notice(name):
            return self._unknown_container(tag)
        kind, rest = name, tag.values
        if is_generic:
            kind = tag.get("type", "kind", "style", "color", "class", place=0)
            rest = tag.values[1:] if kind and kind in tag.values[:1] else tag.values
            if not admonitions.is_notice(kind):
                kind, rest = "note", tag.values
        title = tag.get("title", "header") or (" ".join(rest) if self._has_end(tag) else "")
        content = "" if self._has_end(tag) else " ".join(rest) or tag.get("text", "content", "message")
        return self._opened(tag, admonitions.opening(kind, title), "</div>", content=content)

    def _unknown_container(self, tag: Tag) -> str | None:
        """Return the start of a tag of a theme around content of the author: its content is shown without it."""
        is_known = tag.name in FIGURES or tag.name in _CONTROL
        if is_known or not self._closers[tag.name] or (tag.name in ADDRESSES and tag.values):
            return None
        self.left_out.append(tag.text)
        label = tag.get("title", "header", "name")
        return self._opened(tag, f"<div>\n<p><strong>{escape(label)}</strong></p>" if label else "<div>", "</div>")

    def _has_end(self, tag: Tag) -> bool:
        return bool(self._closers[tag.name] or (self._closers[""] and tag.text.startswith("{%")))

    def _opened(self, tag: Tag, start: str, end: str, *, content: str = "") -> str:
        if not self._has_end(tag):
            return f"\n\n{start}\n\n{content}\n\n{end}\n\n"
        self._open.append((tag.name, end))
        return f"\n\n{start}\n\n"


def _is_theme_part(tag: Tag) -> bool:
    """Return whether a tag only includes a file of the theme, or prepares one: it has no content of the author."""
    if not tag.text.startswith("{%") or tag.text.startswith("{{"):
        return False
    return tag.name in _PREPARING or (tag.name == "include" and len(tag.values) == 1 and not tag.named)
