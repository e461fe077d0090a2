"""The order of a book: front matter, parts with their chapters, back matter."""

from collections.abc import Iterable
from dataclasses import dataclass

from fsp.content.exported_project import ExportedItem

FRONT, BACK = "front-matter", "back-matter"
"""Layouts of posts that come before the first part and after the last one."""


@dataclass(frozen=True)
class Part:
    """Chapters in their order. The title is empty for chapters outside of any part."""

    title: str
    items: tuple[ExportedItem, ...]


def is_book(items: Iterable[ExportedItem]) -> bool:
    """Return whether the author has put every chapter in an order, so that dates do not matter."""
    bodies = [item for item in items if item.layout not in {FRONT, BACK}]
    return bool(bodies) and all(item.weight is not None for item in bodies)


def parts_of(items: Iterable[ExportedItem]) -> list[Part]:
    """Return the parts of a book; for other projects, one part without a title, in the given order.

    A series is a part, if there are two or more. Parts are in the order of their first chapters.
    """
    texts = [item for item in items if item.body.strip()]
    if not is_book(texts):
        return [Part("", tuple(texts))] if texts else []
    front = [item for item in texts if item.layout == FRONT]
    back = [item for item in texts if item.layout == BACK]
    chapters = sorted((item for item in texts if item.layout not in {FRONT, BACK}), key=_weight)
    has_parts = len({item.series for item in chapters}) > 1
    by_part: dict[str, list[ExportedItem]] = {}
    for item in chapters:
        by_part.setdefault(item.series if has_parts else "", []).append(item)
    groups = [("", sorted(front, key=_weight)), *by_part.items(), ("", sorted(back, key=_weight))]
    return [Part(title, tuple(group)) for title, group in groups if group]


def _weight(item: ExportedItem) -> float:
    return item.weight or 0.0
