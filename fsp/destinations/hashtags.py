"""Hashtags from the tags of a post, in any script."""

from collections.abc import Iterable

import regex

from fsp.destinations.graphemes import count_graphemes

MAX_GRAPHEMES = 64
"""Bluesky's limit; others allow more."""
_WORD = regex.compile(r"[\p{L}\p{M}\p{N}_]+")
_APOSTROPHES = str.maketrans("", "", "'’ʼ")


def hashtags(tags: Iterable[str]) -> list[str]:
    """Return a hashtag for each tag, each once: "raised beds" becomes #RaisedBeds. Numbers alone are none."""
    by_name: dict[str, str] = {}
    for tag in tags:
        name = _name(tag)
        if any(not character.isdigit() and character != "_" for character in name):
            by_name.setdefault(name.casefold(), f"#{name}")
    return [tag for tag in by_name.values() if count_graphemes(tag) <= MAX_GRAPHEMES]


def _name(tag: str) -> str:
    words: list[str] = _WORD.findall(tag.translate(_APOSTROPHES))
    if len(words) < 2:  # noqa: PLR2004
        return "".join(words)
    has_case = all(word[0].isdigit() or word[0].upper() != word[0].lower() for word in words)
    # A script without capital letters would run the words together.
    return "".join(word[0].upper() + word[1:] for word in words) if has_case else "_".join(words)
