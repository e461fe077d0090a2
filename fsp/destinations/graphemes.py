"""Counts and splits what readers see as one character (an extended grapheme cluster of Unicode)."""

import regex

_GRAPHEME = regex.compile(r"\X")


def graphemes(text: str) -> list[str]:
    """Return the characters as readers see them: an emoji of several code points is one."""
    return [match[0] for match in _GRAPHEME.finditer(text)]


def count_graphemes(text: str) -> int:
    """Return how many characters readers see."""
    return len(graphemes(text))
