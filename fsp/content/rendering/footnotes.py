"""Collects footnotes at the end of the text, with links in both directions."""

import re

_REFERENCE = re.compile(r'<sup class="footnote-reference"><a href="#[^"]*"[^>]*>(\d+)</a></sup>')
_DEFINITION = re.compile(
    r'<div class="footnote-definition"(?: id="[^"]*")?><sup class="footnote-definition-label">(\d+)</sup>'
)
_DIV = re.compile(r"<(/?)div\b[^>]*>")
_LAST_PARAGRAPH = re.compile(r"</p>\s*\Z")


def gather_footnotes(html: str) -> str:
    """Return HTML with its footnotes in a list at the end."""
    if "footnote-" not in html:
        return html
    html, notes = _taken_out(html)
    counts: dict[str, int] = {}
    numbers = {number for number, _ in notes}

    def reference(match: re.Match[str]) -> str:
        number = match[1]
        if number not in numbers:
            return match[0]
        counts[number] = counts.get(number, 0) + 1
        suffix = f":{counts[number]}" if counts[number] > 1 else ""
        return f'<sup><a href="#fn{number}" id="fnref{number}{suffix}" role="doc-noteref">{number}</a></sup>'

    html = _REFERENCE.sub(reference, html)
    notes = [(number, _REFERENCE.sub(reference, note)) for number, note in notes]
    items = "".join(
        _item(number, note) for number, note in sorted(notes, key=lambda pair: int(pair[0])) if number in counts
    )
    if not items:
        return html
    return f'{html}<div class="footnotes" role="doc-endnotes">\n<hr>\n<ol>\n{items}</ol>\n</div>\n'


def _taken_out(html: str) -> tuple[str, list[tuple[str, str]]]:
    """Return the HTML without its notes, and the number and content of each note."""
    notes: dict[str, str] = {}
    parts: list[str] = []
    position = 0
    open_notes: list[tuple[int, str]] = []
    depth = 0
    start = 0
    for match in _DIV.finditer(html):
        if match[1]:
            depth -= 1
            if open_notes and depth == open_notes[0][0]:
                notes.setdefault(open_notes[0][1], html[start : match.start()])
                position = match.end()
                open_notes.clear()
            continue
        definition = _DEFINITION.match(html, match.start()) if not open_notes else None
        if definition:
            parts.append(html[position : match.start()])
            start = definition.end()
            open_notes.append((depth, definition[1]))
        depth += 1
    return "".join([*parts, html[position:]]), list(notes.items())


def _item(number: str, note: str) -> str:
    back = f'<a href="#fnref{number}" role="doc-backlink">↩</a>'
    note = note.strip()
    last = _LAST_PARAGRAPH.search(note)
    content = f"{note[: last.start()]} {back}</p>" if last else f"{note} {back}"
    return f'<li id="fn{number}">{content}</li>\n'
