"""Splits a Markdown text into paragraphs, and joins them again."""

import re

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")


def paragraphs_of(text: str) -> list[str]:
    """Split a Markdown text at its blank lines, outside of fenced code. The parts together are the text."""
    parts: list[str] = []
    fence, is_after_blank = "", True
    for line in text.splitlines(keepends=True):
        mark = _FENCE.match(line)
        if not fence and line.strip() and is_after_blank:
            parts.append(line)
        elif parts:
            parts[-1] += line
        else:
            parts.append(line)
        is_after_blank = not fence and not line.strip()
        if mark and not fence:
            fence = mark[1]
        elif mark and mark[1].startswith(fence) and not line.strip().strip(fence[0]):
            fence = ""
    return parts


def separated(text: str) -> str:
    """Return a paragraph that ends with a blank line, so that the next one does not join it."""
    body = text.rstrip()
    return text if text.count("\n", len(body)) > 1 else body + "\n\n"
