"""Words, characters and minutes of a Markdown text."""

import pytest

from fsp.content.text_length import text_length

SAMPLES = {
    "": (0, 0),
    "One two — three.": (3, 16),
    "# Heading\n\nA [link](https://example.org/a b) and ![an oak](images/oak.png).": (6, 75),
    "```python\ncode here\n```\n": (2, 24),
    "<!-- not read --><b>bold</b> https://example.org/x": (1, 50),
    "豆を植える。": (5, 6),
    "Tea 茶 and ชา": (5, 12),
    "well-known don’t 3.14 🌱": (3, 23),
    "नमस्ते दुनिया": (2, 13),
    "- [ ] task\n> quote": (2, 18),
}


@pytest.mark.parametrize("text", SAMPLES)
def test_words_and_characters_are_counted(text: str) -> None:
    length = text_length(text)

    assert (length.words, length.characters) == SAMPLES[text]


@pytest.mark.parametrize(
    ("text", "minutes"), [("", 0), ("word", 1), ("word " * 220, 1), ("word " * 330, 2), ("茶" * 1500, 3)]
)
def test_minutes_are_rounded_and_at_least_one(text: str, minutes: int) -> None:
    assert text_length(text).minutes == minutes
