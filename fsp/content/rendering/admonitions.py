"""Converts the notices of generators (`> [!NOTE]`, `:::tip`, `!!! note`) to HTML around their Markdown."""

import re
from html import escape

KINDS = {
    "note": "note info message abstract summary tldr todo quote cite example notice primary default secondary seealso",
    "tip": "tip hint success check done question help faq positive",
    "important": "important",
    "warning": "warning warn attention caution",
    "danger": "danger error bug failure fail missing alert critical negative",
}
"""Each style with the names of its notices."""

_STYLES = {name: style for style, names in KINDS.items() for name in names.split()}
_CALLOUT = re.compile(r"(?P<quote>[ \t]{0,3}>[ \t>]*)\[!(?P<kind>[\w-]{1,40})\][+-]?[ \t]*(?P<title>[^\n]*)\Z")
_COLON = re.compile(r"(?P<indent> {0,3}):{3,}[ \t]*(?P<rest>[^\n]*)\Z")
_COLON_REST = re.compile(r"(?P<kind>[A-Za-z][\w-]*)[ \t]*(?:\[(?P<label>[^\]]*)\]|\{[^}]*\})?[ \t]*(?P<title>.*)\Z")
_BRACED = re.compile(r"\{[^}]*?\.(?:callout-)?(?P<kind>[\w-]+)[^}]*\}\Z")
_TITLE = re.compile(r"\btitle=\"(?P<title>[^\"]*)\"")
_MARKED = re.compile(r"(?P<mark>!!!|\?\?\?\+?)[ \t]+(?P<kind>[\w-]+)[^\"\n]*(?:\"(?P<title>[^\"]*)\")?[ \t]*\Z")
_FOLDED = frozenset({"details", "spoiler", "collapse", "toggle", "expand", "accordion"})
_PLAIN = frozenset({"div", "columns", "column", "section", "center", "group", "tabs", "tab", "code-group"})
MAX_DEPTH = 20


def is_notice(name: str) -> bool:
    """Return whether a name is that of a notice."""
    return name.lower() in _STYLES


def opening(kind: str, title: str = "") -> str:
    """Return the HTML that opens a notice."""
    kind = kind.lower()
    heading = title.strip() or kind.replace("-", " ").capitalize()
    return f'<div class="admonition {_STYLES.get(kind, "note")}">\n<p class="admonition-title">{escape(heading)}</p>'


def folded(title: str) -> str:
    """Return the HTML that opens a collapsed section."""
    return f"<details>\n<summary>{escape(title.strip()) or '…'}</summary>"


def callout(line: str) -> str | None:
    """Return the first line of a notice in a quotation, with its title marked; None for other lines."""
    match = _CALLOUT.match(line)
    if match is None:
        return None
    kind = match["kind"].lower()
    title = match["title"].strip() or kind.replace("-", " ").capitalize()
    style = _STYLES.get(kind, "note")
    quote = match["quote"].rstrip()
    return f'{quote}\n{quote} <p class="admonition-title {style}">{escape(title)}</p>\n{quote}'


class Containers:
    """The open notices while the lines of a text are read."""

    def __init__(self) -> None:
        self._colons: list[str] = []
        self._indented: list[str] = []

    def line(self, line: str) -> str:
        """Return a line of prose with the HTML of notices that start or end there."""
        before, line = self.dedented(line)
        return before + self._written(line)

    def dedented(self, line: str) -> tuple[str, str]:
        """Return the ends of the indented notices that a line leaves, and the line without their indentation."""
        if not self._indented or not line.strip():
            return "", line
        depth = 0
        while depth < len(self._indented) and line.startswith(("    ", "\t")):
            line = line[1:] if line.startswith("\t") else line[4:]
            depth += 1
        ends = self._indented[depth:]
        del self._indented[depth:]
        return "".join(f"\n{end}\n\n" for end in reversed(ends)), line

    def end(self) -> str:
        """Return the ends of all open notices."""
        ends = [*reversed(self._indented), *reversed(self._colons)]
        return "".join(f"\n\n{end}\n" for end in ends)

    def _written(self, line: str) -> str:
        if "[!" in line:
            return callout(line) or line
        colon = _COLON.match(line) if ":::" in line else None
        if colon:
            return self._colon(colon["rest"].strip(), line)
        marked = _MARKED.match(line) if line.startswith(("!!!", "???")) else None
        if marked and len(self._indented) < MAX_DEPTH:
            is_folded = marked["mark"] != "!!!"
            title = marked["title"] or ""
            self._indented.append("</details>" if is_folded else "</div>")
            return f"\n{folded(title or marked['kind']) if is_folded else opening(marked['kind'], title)}\n"
        return line

    def _colon(self, rest: str, line: str) -> str:
        if not rest:
            return f"\n{self._colons.pop()}\n" if self._colons else ""
        match = _BRACED.match(rest) or _COLON_REST.match(rest)
        if match is None or len(self._colons) >= MAX_DEPTH:
            return line
        parts, attribute = match.groupdict(), _TITLE.search(rest)
        kind = match["kind"].lower()
        title = attribute["title"] if attribute else parts.get("title") or parts.get("label") or ""
        if kind in _FOLDED:
            self._colons.append("</details>")
            return f"\n{folded(title)}\n"
        self._colons.append("</div>")
        return "\n<div>\n" if kind in _PLAIN else f"\n{opening(kind, title)}\n"
