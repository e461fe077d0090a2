"""Finds the tags of generators in a text: `{{< hugo >}}`, `{{% hugo %}}`, `{% liquid %}`, `{{ zola() }}`."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from fsp.content.rendering.source_lines import code_spans

MAX_TAG_CHARACTERS = 4000

_DELIMITERS = {"{{<": ">}}", "{{%": "%}}", "{%": "%}", "{{": "}}"}
_START = re.compile(r"\{\{[<%]?|\{%")
_NAME = re.compile(r"(?P<closing>/?)\s*(?P<name>[A-Za-z_][\w./-]*)(?P<call>\s*\()?")
_ARGUMENT = re.compile(
    r"(?:(?P<key>[A-Za-z_][\w-]*)\s*=\s*)?"
    r"(?:\"(?P<double>(?:[^\"\\]|\\.)*)\"|'(?P<single>[^']*)'|`(?P<back>[^`]*)`|(?P<bare>[^\s,\"'`]+))"
)


@dataclass(frozen=True)
class Tag:
    """One tag. `text` is its source from `start` to `end`."""

    text: str
    start: int
    end: int
    name: str = ""
    """In lower case; empty for an expression such as `{{ page.title }}`."""
    values: tuple[str, ...] = ()
    named: dict[str, str] = field(default_factory=dict)
    is_closing: bool = False
    expression: str = ""

    def get(self, *names: str, place: int | None = None) -> str:
        """Return the first of these named values, else the positional value, else an empty string."""
        for name in names:
            if self.named.get(name):
                return self.named[name]
        return self.values[place] if place is not None and place < len(self.values) else ""


def find_tags(text: str) -> Iterator[Tag]:
    """Return the tags of a text in order, in linear time."""
    position = 0
    unclosed: set[str] = set()
    while match := _START.search(text, position):
        opening = match[0]
        closing = _DELIMITERS[opening]
        limit = match.start() + MAX_TAG_CHARACTERS
        end = -1 if closing in unclosed else text.find(closing, match.end(), limit)
        if end < 0:
            if closing not in unclosed and text.find(closing, match.end()) < 0:
                unclosed.add(closing)
            position = match.end()
            continue
        position = end + len(closing)
        inner = text[match.end() : end].strip().strip("-~").strip()
        yield _read(text[match.start() : position], match.start(), inner, is_output=opening == "{{")


def replace_tags(prose: str, replacement_of: Callable[[Tag], str | None]) -> str:
    """Return prose with its tags replaced, except in inline code. A tag whose replacement is None stays."""
    spans = code_spans(prose) if "`" in prose else []
    parts: list[str] = []
    position = 0
    for tag in find_tags(prose):
        in_code = any(start < tag.start < end for start, end in spans)
        replacement = None if in_code else replacement_of(tag)
        if replacement is not None:
            parts += [prose[position : tag.start], replacement]
            position = tag.end
    return "".join([*parts, prose[position:]])


def _read(text: str, start: int, inner: str, *, is_output: bool) -> Tag:
    end = start + len(text)
    match = _NAME.match(inner)
    if match is None or (is_output and not match["call"]):
        return Tag(text, start, end, expression=inner)
    name = match["name"].lower()
    written = inner[match.end() :].strip().removesuffix("/").strip()
    if match["call"]:
        written = written.removesuffix(")")
    values, named = _arguments(written)
    is_closing = bool(match["closing"]) or (name.startswith("end") and not is_output and "{{" not in text)
    if is_closing and name.startswith("end") and not match["closing"]:
        name = name[3:].lstrip("_")
    return Tag(text, start, end, name, values, named, is_closing, inner)


def _arguments(written: str) -> tuple[tuple[str, ...], dict[str, str]]:
    values: list[str] = []
    named: dict[str, str] = {}
    for match in _ARGUMENT.finditer(written):
        value = next(
            part for part in (match["double"], match["single"], match["back"], match["bare"]) if part is not None
        )
        value = value.replace('\\"', '"')
        if match["key"]:
            named[match["key"].lower()] = value
        else:
            values.append(value)
    return tuple(values), named
