"""Parses what a person typed for a platform: `field=value` in the type of the field."""

import json
from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel

from fsp.errors import InvalidInput


def parsed_values(model: type[BaseModel], pairs: Iterable[str]) -> dict[str, Any]:
    """Return `field=value` pairs as settings, each in the type of its field."""
    return {name: typed_value(model, name, value) for name, value in map(_split, pairs)}


def parsed_lines(text: str) -> dict[str, str]:
    """Return secrets from a JSON object, or from one `field=value` per line. A value may continue on indented lines."""
    if text.lstrip().startswith("{"):
        return _from_json(text)
    values: dict[str, str] = {}
    name = ""
    for line in text.splitlines():
        if name and line.startswith((" ", "\t")):
            values[name] += f"\n{line.strip()}"
        elif line.strip() and not line.lstrip().startswith("#"):
            name, value = _split(line.strip())
            values[name] = value
    return values


def typed_value(model: type[BaseModel], name: str, value: str) -> Any:
    """Return a typed text in the type of its field. What cannot be parsed stays text: the schema names the fault."""
    if _takes_text(model, name):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return [part.strip() for part in value.split(",") if part.strip()] if _takes_list(model, name) else value


def _takes_text(model: type[BaseModel], name: str) -> bool:
    prop = model.model_json_schema().get("properties", {}).get(name, {})
    kinds = {kind.get("type", "string") for kind in prop.get("anyOf", [prop])}
    return "string" in kinds


def _takes_list(model: type[BaseModel], name: str) -> bool:
    prop = model.model_json_schema().get("properties", {}).get(name, {})
    return any(kind.get("type") == "array" for kind in prop.get("anyOf", [prop]))


def _split(pair: str) -> tuple[str, str]:
    name, equals, value = pair.partition("=")
    if not equals or not name.strip():
        # The text may be a secret, so it is not repeated.
        raise InvalidInput("Write each value as FIELD=VALUE, such as url=https://example.org.")
    return name.strip(), value.strip()


def _from_json(text: str) -> dict[str, str]:
    try:
        values = json.loads(text)
    except ValueError as error:
        raise InvalidInput("The credentials are not valid JSON.") from error
    if not all(isinstance(value, str) for value in values.values()):
        raise InvalidInput("The credentials must be texts by field.")
    return dict(values)
