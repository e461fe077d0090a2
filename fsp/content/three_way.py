"""Merges two changed versions of a text by paragraph. Where both changed the same paragraph, it is a conflict."""

from dataclasses import dataclass

from fsp.content.paragraphs import separated
from fsp.content.text_diff import diff_texts
from fsp.content.word_diff import Change


@dataclass(frozen=True)
class Merged:
    """The current text with the changes of the other version.

    At a conflict it has the paragraph of the other version; `conflicts` are those of both, without space around them.
    """

    text: str
    conflicts: frozenset[str]


@dataclass(frozen=True)
class _Place:
    """One paragraph of the base in a changed version, empty if it was removed, and what was added before it."""

    added: tuple[str, ...]
    text: str


def merge_three(base: str, current: str, other: str) -> Merged:
    """Apply the changes from `base` to `other` to the current text."""
    if current == base:
        return Merged(other, frozenset())
    paragraphs = [block.before for block in diff_texts(base, base)]
    parts: list[str] = []
    conflicts: set[str] = set()
    for before, here, there in zip([*paragraphs, ""], _places(base, current), _places(base, other), strict=True):
        parts += _merged_additions(here.added, there.added, conflicts)
        parts.append(_merged_text(before, here.text, there.text, conflicts))
    parts = [part for part in parts if part]
    return Merged("".join(separated(part) for part in parts[:-1]) + "".join(parts[-1:]), frozenset(conflicts))


def _places(base: str, text: str) -> list[_Place]:
    """Return what became of each paragraph of the base, and of its end."""
    places: list[_Place] = []
    added: list[str] = []
    for block in diff_texts(base, text):
        if block.change == Change.ADDED:
            added.append(block.after)
        else:
            places.append(_Place(tuple(added), block.after))
            added = []
    return [*places, _Place(tuple(added), "")]


def _merged_additions(current: tuple[str, ...], other: tuple[str, ...], conflicts: set[str]) -> tuple[str, ...]:
    texts, other_texts = [text.strip() for text in current], [text.strip() for text in other]
    if not other or texts == other_texts:
        return current
    if not current:
        return other
    conflicts.update(texts, other_texts)
    return other


def _merged_text(before: str, current: str, other: str, conflicts: set[str]) -> str:
    if other.strip() in {before.strip(), current.strip()}:
        return current
    if current.strip() != before.strip():
        conflicts.update((current.strip(), other.strip()))
    return other
