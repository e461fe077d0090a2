"""The length of a Markdown text: words, characters, and minutes to read.

The editor counts while one types, with the same rules in `static/js/editor/count.js`. A test compares both.
"""

import re
from dataclasses import dataclass

WORDS_PER_MINUTE = 220
CHARACTERS_PER_MINUTE = 500
"""For scripts without spaces between words."""

WITHOUT_SPACES = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u0e00-\u0e7f]")
"""Characters of scripts without spaces between words: Japanese, Chinese and Thai."""

_NOT_READ = re.compile(
    r"<!--[\s\S]*?-->"
    r"|</?[A-Za-z][^<>]*>"
    r"|\]\([^()\n]*\)"
    r"|<?https?://[^\s<>)]+>?"
    r"|^ {0,3}(?:```|~~~)[^\n]*$",
    re.MULTILINE,
)
"""Comments, HTML tags, the targets of links, addresses, and the lines around code."""

_HAS_LETTER = re.compile(r"[^\W_]")


@dataclass(frozen=True)
class TextLength:
    """How long a text is. `characters` counts all of it; `words` counts each character of a script without spaces."""

    words: int
    characters: int
    minutes: int
    """To read it, rounded; 0 for an empty text."""


def text_length(markdown: str) -> TextLength:
    """Return the length of a Markdown text."""
    prose = _NOT_READ.sub(" ", markdown)
    spaceless = len(WITHOUT_SPACES.findall(prose))
    words = sum(1 for word in WITHOUT_SPACES.sub(" ", prose).split() if _HAS_LETTER.search(word))
    minutes = reading_minutes(words, spaceless) if words + spaceless else 0
    return TextLength(words + spaceless, len(markdown), minutes)


def reading_minutes(words: int, spaceless: int) -> int:
    """Return the minutes to read words, and characters of scripts without spaces; at least 1."""
    # Halves are rounded up, as JavaScript does.
    return max(1, int(words / WORDS_PER_MINUTE + spaceless / CHARACTERS_PER_MINUTE + 0.5))
