"""The values of Nikola: lines `.. title: …` at the top of a post, in a comment, or in a file `.meta` beside it."""

import re
from typing import Any

_LINE = re.compile(r"(?:\.\. |#\+?|)(?P<key>[A-Za-z_][\w-]*):(?:[ \t]+(?P<value>.*)|[ \t]*)\Z")
_COMMENTED = re.compile(r"\A\s*<!--\s*\n(?P<lines>(?:\.\. [^\n]*\n|[ \t]*\n)+)\s*-->[ \t]*\n?")
_PLAIN = re.compile(r"\A\s*(?P<lines>(?:\.\. [A-Za-z_][\w-]*:[^\n:]?[^\n]*(?:\n|\Z))+)")
_OLD_NAMES = ("title", "slug", "date", "tags", "link", "description")
_MAGIC_LINK = re.compile(r"\blink://(?P<kind>[a-z_]+)/(?P<rest>[^\s\"')>`]*)")
_PLACES = {"category": "/tags", "tag": "/tags", "author": "/", "archive": "/archive", "index": "/", "rss": "/rss.xml"}


def nikola_header(text: str) -> tuple[dict[str, Any], str] | None:
    """Return the values and the rest of a text; None for a text without such a header."""
    match = _COMMENTED.match(text) or _PLAIN.match(text)
    if match is None:
        return None
    values = _values(match["lines"].split("\n"))
    return (values, text[match.end() :]) if "title" in values else None


def nikola_values(meta: str) -> dict[str, Any]:
    """Return the values of a file `.meta`: named lines, or the six lines of the first versions."""
    lines = [line.strip() for line in meta.replace("\r\n", "\n").split("\n")]
    if any(line.startswith(".. title:") for line in lines):
        return _values(lines)
    return _tidied(dict(zip(_OLD_NAMES, lines, strict=False)))


def with_plain_links(body: str) -> str:
    """Return a text in which the links `link://slug/name` of Nikola are paths of the site."""
    if "link://" not in body:
        return body
    return _MAGIC_LINK.sub(lambda match: _PLACES.get(match["kind"], f"/{match['rest']}"), body)


def _values(lines: list[str]) -> dict[str, Any]:
    pairs = {match["key"].lower(): (match["value"] or "").strip() for line in lines if (match := _LINE.match(line))}
    return _tidied(pairs)


def _tidied(pairs: dict[str, str]) -> dict[str, Any]:
    values: dict[str, Any] = {key: value for key, value in pairs.items() if value}
    tags = [tag.strip() for tag in pairs.get("tags", "").split(",") if tag.strip()]
    # Nikola's first versions held a post back by a tag.
    if {"draft", "private"} & set(tags):
        values["draft"] = True
    if tags:
        values["tags"] = [tag for tag in tags if tag not in {"draft", "private", "mathjax"}]
    return values
