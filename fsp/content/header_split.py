"""Finds where a header ends and its format: YAML, TOML, JSON or plain lines.

Formats: `---` YAML of Jekyll and most others, `+++` TOML of Hugo and Zola, a JSON object, Hexo's YAML without a first
line and its JSON before `;;;`, and MultiMarkdown lines as Pelican reads them.
"""

import json
import re
from dataclasses import dataclass
from enum import StrEnum

from fsp.content.header import FrontMatterFault

KNOWN_FIRST_KEYS = frozenset(
    {
        *("title", "date", "tags", "tag", "category", "categories", "author", "authors", "slug", "status", "summary"),
        *("description", "modified", "updated", "draft", "layout", "lang", "keywords", "permalink", "id", "published"),
        *("excerpt", "series"),
    }
)

_LEAD = re.compile(r"(?:[ \t]*\n|[ \t]*<!--.*?-->[ \t]*\n)*", re.DOTALL)
_KEY_LINE = re.compile(r"""\s*(?:#|["']?[\w][\w .-]*["']?\s*:(?:\s|$))""")
_PLAIN_KEY = re.compile(r"(?P<key>[A-Za-z][\w -]*?)\s*:(?:[ \t]+|$)")


class Form(StrEnum):
    """The format of a header."""

    NONE = "none"
    YAML = "YAML"
    TOML = "TOML"
    JSON = "JSON"
    LINES = "lines"


@dataclass(frozen=True)
class Split:
    """A text split into its header, with its first line counted from 1, and its body."""

    form: Form
    header: str
    body: str
    first_line: int = 1


def split_header(text: str) -> Split:
    """Return the header (empty if there is none) and the body; raise FrontMatterFault for an unclosed header."""
    lead = _LEAD.match(text)
    start = lead.end() if lead else 0
    rest, line = text[start:], text.count("\n", 0, start) + 1
    first = rest.partition("\n")[0].rstrip()
    if first == "---":
        return _fenced(text, rest, line, Form.YAML, ("---", "..."))
    if first == "+++":
        return _fenced(text, rest, line, Form.TOML, ("+++",))
    if rest.startswith("{"):
        return _json(text, rest, line)
    return _unfenced(text, rest, line)


def _fenced(text: str, rest: str, line: int, form: Form, ends: tuple[str, ...]) -> Split:
    lines = rest.split("\n")
    following = next((content for content in lines[1:] if content.strip()), "")
    is_header = bool(_KEY_LINE.match(following)) if form == Form.YAML else True
    for number, content in enumerate(lines[1:], start=1):
        if content.rstrip() in ends:
            header = "\n".join(lines[1:number])
            if is_header or not header.strip():
                return Split(form, header + "\n", "\n".join(lines[number + 1 :]), line + 1)
            # A horizontal rule on the first line, not a header.
            return Split(Form.NONE, "", text)
    if is_header and following:
        mark = lines[0].rstrip()
        raise FrontMatterFault(
            line, f'front matter opened with "{mark}" is never closed. Add a line "{mark}" below it.'
        )
    return Split(Form.NONE, "", text)


def _json(text: str, rest: str, line: int) -> Split:
    try:
        values, end = json.JSONDecoder().raw_decode(rest)
    except (ValueError, RecursionError) as error:
        if not re.match(r'\{\s*"[^"\n]+"\s*:', rest):
            return Split(Form.NONE, "", text)
        at = line + getattr(error, "lineno", 1) - 1
        raise FrontMatterFault(at, f"invalid JSON front matter: {error}. Fix it.") from None
    if not isinstance(values, dict):
        return Split(Form.NONE, "", text)
    return Split(Form.JSON, rest[:end], rest[end:].removeprefix("\n"), line)


def _unfenced(text: str, rest: str, line: int) -> Split:
    lines = rest.split("\n")
    for number, content in enumerate(lines):
        mark = content.rstrip()
        if mark == ";;;" and lines[0].lstrip().startswith('"'):
            return Split(Form.JSON, "{" + "\n".join(lines[:number]) + "}", "\n".join(lines[number + 1 :]), line)
        if mark == "---" and number and _is_plain_header(lines[:number]):
            return Split(Form.YAML, "\n".join(lines[:number]) + "\n", "\n".join(lines[number + 1 :]), line)
        if not mark:
            if number and _is_plain_header(lines[:number]):
                return Split(Form.LINES, "\n".join(lines[:number]), "\n".join(lines[number + 1 :]), line)
            if not lines[0].lstrip().startswith('"'):
                break
    else:
        if _is_plain_header(lines):
            return Split(Form.LINES, rest, "", line)
    return Split(Form.NONE, "", text)


def _is_plain_header(lines: list[str]) -> bool:
    """Return whether these are `Key: value` lines that begin with keys of a post.

    A sentence with a colon does not count.
    """
    keys = [match["key"].strip().lower() if match else None for match in map(_PLAIN_KEY.match, lines)]
    if keys[0] not in KNOWN_FIRST_KEYS:
        return False
    is_shaped = all(key or content[:1] in " \t-" for key, content in zip(keys, lines, strict=True))
    return is_shaped and (keys[0] == "title" or sum(key in KNOWN_FIRST_KEYS for key in keys) > 1)
