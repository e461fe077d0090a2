"""Reads the revisions of a post, and what changed from one to another."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from fsp.content.revision_fields import FIELDS, shown_value
from fsp.content.text_diff import Block, diff_texts, word_counts
from fsp.content.text_length import text_length
from fsp.content.word_diff import Change, Words
from fsp.errors import NotFound
from fsp.models.item import Item, Revision
from fsp.stores import db

PAGE_SIZE = 20
CONTEXT = 1
"""How many unchanged paragraphs are shown before and after a change."""


@dataclass(frozen=True)
class RevisionLine:
    """One revision in the list, with what changed since the one before."""

    id: int
    number: int
    at: datetime
    origin: str
    author: str
    is_current: bool
    words: int
    words_added: int
    words_removed: int
    changed_fields: tuple[str, ...]


@dataclass(frozen=True)
class FieldChange:
    """A field that differs, as text."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Part:
    """Paragraphs next to each other: changes with their surroundings, or unchanged ones that are folded."""

    is_folded: bool
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Comparison:
    """What changed from one revision to another."""

    before: Revision
    after: Revision
    fields: tuple[FieldChange, ...]
    blocks: tuple[Block, ...]

    @property
    def is_equal(self) -> bool:
        """Return whether nothing differs."""
        return not self.fields and all(block.change == Change.EQUAL for block in self.blocks)

    @property
    def words(self) -> tuple[int, int]:
        """Return how many words were added and removed."""
        return word_counts(self.blocks)

    @property
    def parts(self) -> list[Part]:
        """Return the paragraphs with long unchanged stretches folded."""
        return list(_parts(self.blocks))


def list_revisions(item: Item, *, before: int | None = None) -> tuple[list[RevisionLine], int | None]:
    """Return one page of revisions, newest first, and the number that the next page starts before."""
    query = select(Revision).where(Revision.item_id == item.id).order_by(Revision.number.desc()).limit(PAGE_SIZE + 1)
    if before is not None:
        query = query.where(Revision.number < before)
    rows = db.session.scalars(query).all()
    lines = [
        _line(row, rows[place + 1] if place + 1 < len(rows) else None, item)
        for place, row in enumerate(rows[:PAGE_SIZE])
    ]
    return lines, lines[-1].number if len(rows) > PAGE_SIZE else None


def compare(item: Item, before: int, after: int) -> Comparison:
    """Return what changed between two revisions of a post; raise NotFound."""
    old, new = find_revision(item, before), find_revision(item, after)
    return Comparison(old, new, tuple(_field_changes(old, new)), tuple(diff_texts(old.body, new.body)))


def find_revision(item: Item, number: int) -> Revision:
    """Return the revision of a post with this number; raise NotFound."""
    revision = db.session.scalar(select(Revision).where(Revision.item_id == item.id, Revision.number == number))
    if revision is None:
        raise NotFound(f"Post {item.id} has no revision {number}.")
    return revision


def other_side(block: Block, *, is_after: bool) -> list[Words]:
    """Return the words of one side of a paragraph, for two columns."""
    hidden = Change.REMOVED if is_after else Change.ADDED
    return [words for words in block.words if words.change != hidden]


def _line(row: Revision, previous: Revision | None, item: Item) -> RevisionLine:
    added, removed = word_counts(diff_texts(previous.body if previous else "", row.body))
    changes = _field_changes(previous, row) if previous else ()
    return RevisionLine(
        id=row.id,
        number=row.number,
        at=row.created_at,
        origin=row.origin,
        author=row.author,
        is_current=row.id == item.current_revision_id,
        words=text_length(row.body).words,
        words_added=added,
        words_removed=removed,
        changed_fields=tuple(change.label for change in changes),
    )


def _field_changes(before: Revision, after: Revision) -> Iterator[FieldChange]:
    """Yield the fields that differ. One that a revision did not keep is not compared."""
    if before.fields is None or after.fields is None:
        return
    for name, label in FIELDS.items():
        old, new = shown_value(before.fields.get(name)), shown_value(after.fields.get(name))
        if old != new:
            yield FieldChange(label, old, new)


def _parts(blocks: tuple[Block, ...]) -> Iterator[Part]:
    changed = [place for place, block in enumerate(blocks) if block.change != Change.EQUAL]
    near = {place + step for place in changed for step in range(-CONTEXT, CONTEXT + 1)}
    start = 0
    for place in range(1, len(blocks) + 1):
        if place == len(blocks) or (place in near) != (start in near):
            yield Part(is_folded=start not in near, blocks=blocks[start:place])
            start = place
