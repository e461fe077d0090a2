"""The contents of a book: parts, their chapters, and the sections of each chapter."""

from collections.abc import Sequence
from dataclasses import dataclass

from fsp.exporting.book_addresses import chapter_file
from fsp.exporting.book_order import Part
from fsp.exporting.chapter import Chapter


@dataclass(frozen=True)
class ChapterEntry:
    """One chapter in the contents: its file, its title, and (address, title) of each section."""

    file: str
    title: str
    sections: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class PartEntry:
    """The chapters of one part. The title is empty for chapters outside of any part."""

    title: str
    chapters: tuple[ChapterEntry, ...]


def contents_of(parts: Sequence[Part], titles: Sequence[str], chapters: Sequence[Chapter]) -> list[PartEntry]:
    """Return the contents. `titles` and `chapters` are those of all parts in their order."""
    entries = []
    for number, (title, chapter) in enumerate(zip(titles, chapters, strict=True), 1):
        file = chapter_file(number)
        sections = tuple((f"{file}#{identifier}", text) for identifier, text in chapter.headings if text)
        entries.append(ChapterEntry(file, title, sections))
    grouped, start = [], 0
    for part in parts:
        grouped.append(PartEntry(part.title, tuple(entries[start : start + len(part.items)])))
        start += len(part.items)
    return grouped
