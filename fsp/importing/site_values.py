"""The values that a generator outputs in every text: `site.…` from the configuration and the data files of Jekyll."""

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

import yaml

from fsp.content.header import DEEPEST_YAML
from fsp.content.rendering.shortcode_tags import Tag, find_tags
from fsp.errors import InvalidInput
from fsp.importing.source import Source

CONFIGURATION = "_config.yml"
MAX_DATA_BYTES = 2_000_000

_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_ASSIGN = re.compile(r"\s*(?P<name>[A-Za-z_]\w*)\s*=\s*(?P<value>.+)\Z", re.DOTALL)
_PATH = re.compile(r"[A-Za-z_][\w-]*(?:\.[\w-]+|\[\s*(?:\d+|\"[^\"]*\"|'[^']*')\s*\])*\Z")
_PART = re.compile(r"([\w-]+)|\[\s*(?:(\d+)|\"([^\"]*)\"|'([^']*)')\s*\]")
_FILTER = re.compile(r"\s*(?P<name>\w+)\s*(?::\s*(?P<arguments>.*))?\Z", re.DOTALL)
_TEXT = re.compile(r"\"([^\"]*)\"|'([^']*)'")
_RAW = re.compile(r"\{%-?\s*raw\b")


def read_site_values(source: Source) -> dict[str, Any]:
    """Return the values of a Jekyll site in the source; empty if there is none. Unreadable files are skipped."""
    configuration = min((name for name in source.names if _name(name) == CONFIGURATION), key=len, default="")
    if not configuration:
        return {}
    folder = configuration.removesuffix(CONFIGURATION)
    values = _load(configuration, source)
    values = values if isinstance(values, dict) else {}
    values["data"] = {
        PurePosixPath(name).stem: _load(name, source)
        for name in source.names
        if name.startswith(f"{folder}_data/") and name.endswith((".yml", ".yaml")) and name.count("/", len(folder)) == 1
    }
    return {"site": values}


def with_site_values(body: str, values: Mapping[str, Any]) -> str:
    """Return a text with the texts and numbers of the site that it outputs, and without the tags that assign them."""
    if not values or ("{{" not in body and "assign" not in body) or _RAW.search(body):
        return body
    scope = dict(values)
    parts: list[str] = []
    position = 0
    for tag in find_tags(body):
        replacement = _assigned(tag, scope) if tag.name == "assign" else _output(tag, scope)
        if replacement is not None:
            parts += [body[position : tag.start], replacement]
            position = tag.end
    return "".join([*parts, body[position:]])


def _assigned(tag: Tag, scope: dict[str, Any]) -> str | None:
    match = _ASSIGN.match(tag.expression.removeprefix("assign"))
    value = _evaluate(match["value"], scope) if match else None
    if match is None or value is None:
        return None
    scope[match["name"]] = value
    return ""


def _output(tag: Tag, scope: Mapping[str, Any]) -> str | None:
    value = None if tag.name or tag.is_closing else _evaluate(tag.expression, scope)
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else None


def _evaluate(expression: str, scope: Mapping[str, Any]) -> Any:
    """Return the value of an expression with filters, or None if it is unknown."""
    start, *filters = expression.split("|")
    value = _at(start.strip(), scope)
    for written in filters:
        match = _FILTER.match(written)
        apply = _FILTERS.get(match["name"]) if match else None
        if match is None or apply is None or value is None:
            return None
        value = apply(value, [first or second for first, second in _TEXT.findall(match["arguments"] or "")])
    return value


def _at(path: str, scope: Mapping[str, Any]) -> Any:
    if not _PATH.match(path):
        return None
    value: Any = scope
    for name, number, *quoted in _PART.findall(path):
        if number:
            value = value[int(number)] if isinstance(value, list) and int(number) < len(value) else None
        else:
            value = value.get(name or "".join(quoted)) if isinstance(value, Mapping) else None
    return value


def _where(value: Any, arguments: Sequence[str]) -> Any:
    if not isinstance(value, list) or len(arguments) != 2:  # noqa: PLR2004  (the key and its value)
        return None
    key, required = arguments
    return [row for row in value if isinstance(row, Mapping) and str(row.get(key)) == required]


def _end(place: int) -> Callable[[Any, Sequence[str]], Any]:
    return lambda value, _: value[place] if isinstance(value, list) and value else None


def _same(value: Any, _: Sequence[str]) -> Any:
    return value


_FILTERS: dict[str, Callable[[Any, Sequence[str]], Any]] = {
    "where": _where,
    "first": _end(0),
    "last": _end(-1),
    "reverse": lambda value, _: value[::-1] if isinstance(value, list) else None,
    **dict.fromkeys(("strip", "escape", "relative_url", "absolute_url"), _same),
}


def _load(name: str, source: Source) -> Any:
    try:
        data = source.read(name)
        return _loaded(data.decode("utf-8-sig")) if len(data) <= MAX_DATA_BYTES else None
    except (InvalidInput, UnicodeDecodeError, yaml.YAMLError):
        return None


def _loaded(text: str) -> Any:
    """Return the data as written: every value is a text. Raise InvalidInput for data that would exhaust the parser."""
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST_YAML or isinstance(event, yaml.AliasEvent):
            raise InvalidInput("The data is nested too deeply, or has aliases.")
    return yaml.load(text, Loader=_LOADER)  # noqa: S506  (it makes nothing but texts, lists and mappings)


def _name(path: str) -> str:
    return path.rsplit("/", 1)[-1]
