"""The values of a header as their author wrote them: `title: 1.10` is the string 1.10, not the number 1.1."""

import json
from collections.abc import Mapping
from datetime import date, time
from typing import Any

import yaml

YES = frozenset({"true", "yes", "on", "y", "t", "1"})
NO = frozenset({"false", "no", "off", "n", "f", "0"})
NOTHING = frozenset({"", "~", "null"})

_CORE = {"true": True, "false": False}


class Plain(str):
    """A value without quotes, which YAML may read as a number, a boolean, a date or null."""

    __slots__ = ()


def from_yaml(node: yaml.Node) -> Any:
    """Return a YAML node as lists, mappings and strings. A value without quotes is `Plain`."""
    if isinstance(node, yaml.SequenceNode):
        return [from_yaml(child) for child in node.value]
    if isinstance(node, yaml.MappingNode):
        return {str(from_yaml(key)): from_yaml(value) for key, value in node.value}
    text = joined(str(node.value))
    # PyYAML returns None where libyaml returns "".
    if not isinstance(node, yaml.ScalarNode) or node.style:
        return text
    # `title: !important` is a YAML tag, but its author meant text.
    is_tagged = node.tag.startswith("!")
    return Plain(f"{node.tag} {text}".strip() if is_tagged else text)


def joined(text: str) -> str:
    """Return a text with surrogate pairs, as in JSON escapes, combined into characters."""
    if not any("\ud800" <= character <= "\udfff" for character in text):
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def is_nothing(value: Any) -> bool:
    """Return whether a value is absent, empty, or YAML's null."""
    return value is None or (isinstance(value, str) and value.strip().lower() in NOTHING and _may_be_null(value))


def storable(value: Any) -> Any:
    """Return a value that JSON can store and YAML writes unchanged: 3 is a number, 1.10 a string."""
    if isinstance(value, Mapping):
        return {str(key): storable(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [storable(part) for part in value]
    if isinstance(value, date | time):
        return value.isoformat()
    return _core(value) if isinstance(value, Plain) else value


def _core(value: Plain) -> Any:
    """Return the value that YAML 1.2's core schema reads, if YAML writes it unchanged."""
    text = str(value)
    if is_nothing(value) or text in _CORE:
        return _CORE.get(text)
    try:
        number = json.loads(text)
    except (ValueError, RecursionError):
        return text
    return number if isinstance(number, int | float) and repr(number) == text else text


def _may_be_null(value: str) -> bool:
    return isinstance(value, Plain) or not value.strip()
