"""How long a text takes to read, and its table of contents."""

import re
from dataclasses import dataclass

from fsp.content.rendering.headings import headings_of, nested_list
from fsp.content.text_length import CHARACTERS_PER_MINUTE, WITHOUT_SPACES, WORDS_PER_MINUTE, reading_minutes

MIN_CONTENTS_HEADINGS = 3
MIN_CONTENTS_WORDS = 400
MAX_CONTENTS_LEVEL = 3

_TAG = re.compile(r"<[^>]*>")
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
    characters = len(WITHOUT_SPACES.findall(text))
    words = len(_WORD.findall(WITHOUT_SPACES.sub(" ", text)))
    minutes = reading_minutes(words, characters)
    length = words + characters * WORDS_PER_MINUTE // CHARACTERS_PER_MINUTE
    return Reading(length, minutes, _contents(html) if length >= MIN_CONTENTS_WORDS else "")


def _contents(html: str) -> str:
    if 'class="toc"' in html:
        # The author put a table of contents where it belongs.
        return ""
    headings = [heading for heading in headings_of(html) if heading[0] <= MAX_CONTENTS_LEVEL]
    return nested_list(headings) if len(headings) >= MIN_CONTENTS_HEADINGS else ""
