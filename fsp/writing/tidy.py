"""Cleans a model's response: removes reasoning, an enclosing code fence, front matter, and characters that cannot be
stored.
"""

import re

from fsp.content.header import FrontMatterFault
from fsp.content.header_split import Form, split_header
from fsp.storable import cleaned

_THOUGHTS = re.compile(r"\s*<(think|thinking|thought|reasoning)>(?:.*?</\1>|.*\Z)", re.DOTALL | re.I)
_END_OF_THOUGHTS = re.compile(r".*</think(?:ing)?>", re.DOTALL | re.I)
_OPENING_FENCE = re.compile(r"(?P<fence>`{3,}|~{3,})[ \t]*(?P<kind>[\w-]*)[ \t]*\n")
_FENCE_LINE = re.compile(r"^ {0,3}(?:`{3,}|~{3,})", re.MULTILINE)
_MARKDOWN = frozenset({"markdown", "md", "mdx", "commonmark", "gfm"})
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


def tidy(text: str) -> str:
    """Return the requested text; empty if there is none."""
    text = without_thoughts(storable_text(text)).strip()
    text = without_fence(text).strip()
    return without_header(text).strip()


def storable_text(text: str) -> str:
    """Return a text without the characters that cannot be stored, and with LF as line end."""
    return cleaned(_CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))


def without_thoughts(text: str) -> str:
    """Remove the reasoning before a text, even if only its end is marked."""
    while (thoughts := _THOUGHTS.match(text)) is not None:
        text = text[thoughts.end() :]
    if "<think" not in text.lower() and (end := _END_OF_THOUGHTS.match(text)) is not None:
        text = text[end.end() :]
    return text


def without_fence(text: str) -> str:
    """Remove a code fence around the whole text. A text of several code blocks keeps them."""
    opening = _OPENING_FENCE.match(text)
    if opening is None:
        return text
    inner, closing = text[opening.end() :], opening["fence"]
    is_markdown = opening["kind"].lower() in _MARKDOWN
    body, _, last = inner.rpartition("\n")
    is_closed = bool(re.fullmatch(rf"{re.escape(closing)}{re.escape(closing[0])}*[ \t]*", last))
    if not is_closed:
        # An unclosed fence would turn the whole text into code.
        return inner if is_markdown and not _FENCE_LINE.search(inner) else text
    fences = len(_FENCE_LINE.findall(body))
    is_around_all = fences % 2 == 0 if is_markdown else not fences and not opening["kind"]
    return body if is_around_all else text


def without_header(text: str) -> str:
    """Remove front matter. Title, date and tags belong to the post."""
    try:
        split = split_header(text)
    except FrontMatterFault:
        return text
    return split.body if split.form in {Form.YAML, Form.TOML} and text.startswith(("---", "+++")) else text
