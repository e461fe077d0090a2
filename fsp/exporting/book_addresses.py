"""The addresses of chapters and images in a book: as the resolver marks them, and as files."""

import re

CHAPTER_MARK = "fsp-book/chapter-"
IMAGE_MARK = "fsp-book/image/"
"""The prefix of image addresses that the book's resolver has already replaced."""

CHAPTER_PATTERN = re.compile(r"chapter-(\d+)\.xhtml(?:#(.*))?\Z", re.DOTALL)
"""A link to another chapter, or to a part of it, as `chapter_file` names it."""

MARKED_CHAPTER = re.compile(rf"{CHAPTER_MARK}(\d+)(?:#(.*))?\Z", re.DOTALL)
"""A chapter link before the book is written."""


def chapter_link(number: int, fragment: str) -> str:
    """Return the address of another chapter, or of a part of it, for use in a chapter's text."""
    return f"{CHAPTER_MARK}{number}" + (f"#{fragment}" if fragment else "")


def chapter_file(number: int) -> str:
    """Return the file name of a chapter."""
    return f"chapter-{number}.xhtml"
