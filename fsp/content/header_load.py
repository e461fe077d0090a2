"""Loads a header's values and the line of each, for every header format."""

import json
import re
import tomllib
from typing import Any

from fsp.content.header import FrontMatterFault, load_header
from fsp.content.header_split import Form, Split
from fsp.content.written import Plain, joined

Values = tuple[dict[str, Any], dict[str, int]]

_TOML_LINE = re.compile(r"\(at line (\d+)")
_KEY = re.compile(r"[A-Za-z][\w -]*?\s*:(?:[ \t]+|$)")


def load_values(split: Split) -> Values:
    """Return the values and the line of each key; raise FrontMatterFault if the header cannot be read."""
    match split.form:
        case Form.NONE:
            return {}, {}
        case Form.YAML:
            return load_header(split.header, first_line=split.first_line)
        case Form.TOML:
            return _toml(split)
        case Form.JSON:
            return _json(split)
        case Form.LINES:
            return _lines(split)


def _toml(split: Split) -> Values:
    try:
        values = tomllib.loads(split.header, parse_float=Plain)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        match = _TOML_LINE.search(str(error))
        line = split.first_line + (int(match[1]) - 1 if match else 0)
        raise FrontMatterFault(line, f"invalid TOML front matter: {error}. Fix this line.") from None
    return values, _lines_of(values, split, r"[\"']?{key}[\"']?\s*=")


def _json(split: Split) -> Values:
    try:
        values = json.loads(split.header, parse_float=Plain, parse_int=Plain)
    except (ValueError, RecursionError) as error:
        line = split.first_line + getattr(error, "lineno", 1) - 1
        raise FrontMatterFault(line, f"invalid JSON front matter: {error}. Fix it.") from None
    return _joined(values), _lines_of(values, split, r"\{{?\s*\"{key}\"\s*:")


def _lines(split: Split) -> Values:
    values: dict[str, Any] = {}
    lines: dict[str, int] = {}
    name = ""
    for number, content in enumerate(split.header.split("\n"), start=split.first_line):
        if _KEY.match(content):
            name, _, value = content.partition(":")
            name = name.strip()
            # MultiMarkdown keeps the first of two lines with the same key.
            values.setdefault(name, Plain(value.strip()))
            lines.setdefault(name, number)
        elif name:
            values[name] = Plain(f"{values[name]} {content.strip()}".strip())
    return values, lines


def _lines_of(values: dict[str, Any], split: Split, pattern: str) -> dict[str, int]:
    lines = split.header.split("\n")
    line_numbers = {}
    for key in values:
        starts = re.compile(r"\s*" + pattern.format(key=re.escape(key)))
        at = next((number for number, content in enumerate(lines) if starts.match(content)), 0)
        line_numbers[key] = split.first_line + at
    return line_numbers


def _joined(value: Any) -> Any:
    if isinstance(value, dict):
        return {joined(key): _joined(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_joined(part) for part in value]
    return joined(value) if isinstance(value, str) and not isinstance(value, Plain) else value
