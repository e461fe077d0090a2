"""Splits a Markdown text into prose, which may contain shortcodes, and code, which stays unchanged."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_PREFIX = r"[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?"
_FENCE = re.compile(rf"{_PREFIX}(?P<fence>`{{3,}}(?=[^`]*$)|~{{3,}})")
_CLOSING = re.compile(r"[ \t>]*(?P<fence>`{3,}|~{3,})[ \t]*$")
_BACKTICKS = re.compile(r"`+")


@dataclass(frozen=True)
class Block:
    """Consecutive lines of a text. `is_code` marks a fenced block, including its fences."""

    text: str
    is_code: bool


def split_fences(text: str) -> Iterator[Block]:
    """Return the text as blocks of prose and fenced code. Joined by line breaks they are the original text."""
    lines: list[str] = []
    fence = ""
    for line in text.split("\n"):
        if fence:
            lines.append(line)
            closing = _CLOSING.match(line)
            if closing and closing["fence"].startswith(fence):
                yield Block("\n".join(lines), is_code=True)
                lines, fence = [], ""
            continue
        opening = _FENCE.match(line)
        if opening:
            if lines:
                yield Block("\n".join(lines), is_code=False)
            lines, fence = [line], opening["fence"]
        else:
            lines.append(line)
    if lines:
        yield Block("\n".join(lines), is_code=bool(fence))


def code_spans(paragraph: str) -> list[tuple[int, int]]:
    """Return where the inline code of a paragraph starts and ends, in time linear in its length."""
    runs = [(match.start(), match.end()) for match in _BACKTICKS.finditer(paragraph)]
    places: dict[int, list[int]] = {}
    for number, (start, end) in reversed(list(enumerate(runs))):
        places.setdefault(end - start, []).append(number)
    spans = []
    number = 0
    while number < len(runs):
        start, end = runs[number]
        later = places[end - start]
        while later and later[-1] <= number:
            later.pop()
        if later:
            number = later.pop()
            spans.append((start, runs[number][1]))
        number += 1
    return spans
