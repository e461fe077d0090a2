"""The sections of an outline or a text: its headings, and what stands below each."""

import re
from dataclasses import dataclass

_HEADING = re.compile(r"(?P<marks>#{1,6})[ \t]+(?P<text>.+?)[ \t]*#*[ \t]*$")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")


@dataclass(frozen=True)
class Section:
    """One heading with the text below it, up to the next heading of its level or a higher one.

    `start` and `end` are places in the whole text.
    """

    heading: str
    level: int
    start: int
    end: int
    text: str


def sections_of(text: str) -> list[Section]:
    """Return all sections in order. A section contains its subsections. Code blocks have no headings."""
    headings: list[tuple[int, int, str]] = []
    place, fence = 0, ""
    for line in text.splitlines(keepends=True):
        mark = _FENCE.match(line)
        if mark and (not fence or line.strip().startswith(fence)):
            fence = "" if fence else mark[1]
        heading = None if fence or mark else _HEADING.match(line.rstrip("\n"))
        if heading:
            headings.append((place, len(heading["marks"]), heading["text"]))
        place += len(line)
    sections = []
    for number, (start, level, name) in enumerate(headings):
        ends = (other for other, other_level, _ in headings[number + 1 :] if other_level <= level)
        end = next(ends, len(text))
        sections.append(Section(name, level, start, end, text[start:end]))
    return sections


def top_sections(text: str) -> list[Section]:
    """Return the sections that are part of no other one."""
    top: list[Section] = []
    for section in sections_of(text):
        if not top or section.start >= top[-1].end:
            top.append(section)
    return top


def find_section(text: str, heading: str) -> Section | None:
    """Return the first section with this heading."""
    title = " ".join(heading.lstrip("#").split()).casefold()
    return next((part for part in sections_of(text) if " ".join(part.heading.split()).casefold() == title), None)


def replaced(text: str, section: Section, new: str) -> str:
    """Return the text with new text in place of a section, separated by blank lines."""
    before, after = text[: section.start], text[section.end :]
    return before + new.strip() + ("\n\n" + after.lstrip("\n") if after.strip() else "\n")
