"""The footnotes of HTML texts: numbers that lead to the items of a list."""

import re
from collections.abc import Callable

from bs4 import Tag

_PLACE = re.compile("\ue000(\\d+)\ue001")
_MAX_RETURN_CHARACTERS = 3


def take_footnotes(element: Tag) -> list[Tag]:
    """Replace each number by a placeholder, and take the notes out of the element; return them in their order."""
    notes: dict[str, Tag] = {}
    for mark in element.find_all("sup"):
        link = mark.find("a", href=re.compile(r"^#.+"))
        identifier = str(link["href"])[1:] if isinstance(link, Tag) else ""
        note = notes.get(identifier) or (element.find("li", id=identifier) if identifier else None)
        if not isinstance(note, Tag):
            continue
        notes[identifier] = note
        mark.replace_with(f"\ue000{list(notes).index(identifier) + 1}\ue001")
    for note in notes.values():
        _take_out(note)
    return list(notes.values())


def with_footnotes(markdown: str, notes: list[Tag], convert: Callable[[Tag], str]) -> str:
    """Return the text with its footnotes as Markdown. `convert` returns the Markdown of a note."""
    if not notes:
        return markdown
    written = [f"[^{number}]: {_indented(convert(note))}" for number, note in enumerate(notes, 1)]
    return "\n\n".join([_PLACE.sub(r"[^\1]", markdown).strip("\n"), *written])


def _indented(text: str) -> str:
    return text.strip().replace("\n", "\n    ") or "…"


def _take_out(note: Tag) -> None:
    """Remove a note, its links back to the text, and a list and a section that are empty then."""
    for link in note.find_all("a", href=re.compile(r"^#.+")):
        if len(link.get_text(strip=True)) <= _MAX_RETURN_CHARACTERS:
            link.decompose()
    parent = note.parent
    note.extract()
    note.name = "div"
    while isinstance(parent, Tag) and parent.name in {"ol", "ul", "section", "div", "aside"}:
        if parent.get_text(strip=True) or parent.find("img"):
            return
        outer = parent.parent
        line = parent.find_previous_sibling()
        if isinstance(line, Tag) and line.name == "hr":
            line.decompose()
        parent.decompose()
        parent = outer
