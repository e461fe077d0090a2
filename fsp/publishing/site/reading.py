"""How long a text takes to read, and its table of contents."""

import re
from dataclasses import dataclass

from fsp.content.rendering.headings import headings_of, nested_list

WORDS_PER_MINUTE = 220
CHARACTERS_PER_MINUTE = 500
"""For scripts without spaces between words."""
MIN_CONTENTS_HEADINGS = 3
MIN_CONTENTS_WORDS = 400
MAX_CONTENTS_LEVEL = 3

_TAG = re.compile(r"<[^>]*>")
_WITHOUT_SPACES = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u0e00-\u0e7f]")
_WORD = re.compile(r"\w+(?:['’-]\w+)*")


@dataclass(frozen=True)
class Reading:
    """The length of a text in words and minutes, and its table of contents, empty for a short one."""

    words: int
    minutes: int
    contents: str


def reading_of(html: str) -> Reading:
    """Return how long a text takes to read, and its table of contents as HTML."""
    text = _TAG.sub(" ", html)
    characters = len(_WITHOUT_SPACES.findall(text))
    words = len(_WORD.findall(_WITHOUT_SPACES.sub(" ", text)))
    minutes = max(1, round(words / WORDS_PER_MINUTE + characters / CHARACTERS_PER_MINUTE))
    length = words + characters * WORDS_PER_MINUTE // CHARACTERS_PER_MINUTE
    return Reading(length, minutes, _contents(html) if length >= MIN_CONTENTS_WORDS else "")


def _contents(html: str) -> str:
    if 'class="toc"' in html:
        # The author put a table of contents where it belongs.
        return ""
    headings = [heading for heading in headings_of(html) if heading[0] <= MAX_CONTENTS_LEVEL]
    return nested_list(headings) if len(headings) >= MIN_CONTENTS_HEADINGS else ""
