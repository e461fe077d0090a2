"""Cuts a text at a word, with an ellipsis."""

from collections.abc import Callable

from fsp.destinations.graphemes import graphemes

ELLIPSIS = "…"
_ENDS = " \t\n,;:.–—-(["
MIN_KEPT = 0.5
"""A text whose last word would take more than this share is cut inside the word: Japanese has no spaces."""


def longest_cut(text: str, fits: Callable[[str], bool]) -> str:
    """Return the text if it fits, else its longest beginning that does; empty if none does."""
    if fits(text):
        return text
    characters = graphemes(text)
    shortest, longest, best = 1, len(characters) - 1, ""
    while shortest <= longest:
        count = (shortest + longest) // 2
        candidate = _cut("".join(characters[:count]), characters[count])
        if fits(candidate):
            best, shortest = candidate, count + 1
        else:
            longest = count - 1
    return best


def _cut(beginning: str, following: str) -> str:
    """Return the beginning up to its last whole word."""
    cut = beginning
    if not following.isspace():
        words = beginning.rsplit(None, 1)
        is_enough = len(words) > 1 and len(words[0]) >= len(beginning) * MIN_KEPT
        cut = words[0] if is_enough else beginning
    cut = cut.rstrip(_ENDS)
    return f"{cut}{ELLIPSIS}" if cut else ""
