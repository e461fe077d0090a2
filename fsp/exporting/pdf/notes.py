"""Takes the footnotes out of a chapter, where they are a list at the end, to print them at the foot of the page."""

from xml.etree.ElementTree import Element

_BACK = "↩"


def notes_of(root: Element) -> dict[str, Element]:
    """Remove the list of footnotes at the end; return each note by its id, without its link back."""
    notes: dict[str, Element] = {}
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag == "div" and "footnotes" in child.get("class", "").split():
                notes |= {note.get("id", ""): note for note in child.iter("li") if note.get("id")}
                parent.remove(child)
    for note in notes.values():
        _remove_back_links(note)
    return notes


def _remove_back_links(note: Element) -> None:
    for parent in list(note.iter()):
        for child in list(parent):
            if child.tag == "a" and "".join(child.itertext()).startswith(_BACK):
                parent.remove(child)
