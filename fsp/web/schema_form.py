"""Converts a job type's schema to a form, and the form's input to arguments."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pydantic import BaseModel

PREFIX = "argument-"
"""The prefix of field names, so that an argument cannot collide with a field of the page."""

_KINDS = {"string": "text", "integer": "number", "number": "number"}
_JSON_WORDS = {"array": "a list as JSON", "object": "an object as JSON", "boolean": "true or false"}
_BOUND_WORDS = {
    "minimum": "at least",
    "maximum": "at most",
    "exclusiveMinimum": "more than",
    "maxLength": "max. characters:",
}


class Kind(StrEnum):
    """How a value is entered."""

    TEXT = "text"
    NUMBER = "number"
    CHOICE = "choice"
    JSON = "json"


@dataclass(frozen=True)
class FormField:
    """One argument: its name, its input type, its value and its error."""

    name: str
    kind: Kind
    is_required: bool
    hint: str
    choices: tuple[str, ...] = ()
    value: str = ""
    fault: str = ""
    title: str = ""
    """Its label for people, and `description` what to enter."""
    description: str = ""

    @property
    def field_name(self) -> str:
        """Return its name in the form."""
        return PREFIX + self.name

    @property
    def is_long(self) -> bool:
        """Return whether it needs several lines."""
        return (self.kind == Kind.JSON and not self.is_chosen) or "\n" in self.value

    @property
    def is_chosen(self) -> bool:
        """Return whether it is selected from a list. A value that is not on the list is typed."""
        return bool(self.choices) and self.value in {"", *self.choices}


def fields_of(
    model: type[BaseModel], *, values: Mapping[str, str] | None = None, faults: Mapping[str, str] | None = None
) -> tuple[FormField, ...]:
    """Return the fields of a schema with the user's input or the defaults.

    Additional arguments also get a field, for example one that the type no longer has.
    """
    properties, messages = _properties(model), faults or {}
    fields = [_field(name, prop, values, messages.get(name, "")) for name, prop in properties.items()]
    hint = "unknown argument; clear the field to omit it"
    fields += [
        FormField(name, Kind.JSON, is_required=False, hint=hint, value=text, fault=messages.get(name, ""))
        for name, text in _typed(values or {}).items()
        if name not in properties
    ]
    return tuple(fields)


def form_of(arguments: Mapping[str, Any]) -> dict[str, str]:
    """Return arguments as form values. Submitted unchanged, they give the same arguments."""
    return {PREFIX + name: _as_text(value) for name, value in arguments.items()}


def arguments_of(model: type[BaseModel], form: Mapping[str, str]) -> dict[str, Any]:
    """Return the input as arguments. An empty field is omitted, so that its default applies.

    Input that cannot be parsed stays a string, because the schema gives a better error than a parser.
    """
    schema = _properties(model)
    return {
        name: text if _kind(schema.get(name, {})) in {Kind.TEXT, Kind.CHOICE} else _as_value(text)
        for name, text in _typed(form).items()
        if text.strip()
    }


def _typed(form: Mapping[str, str]) -> dict[str, str]:
    return {name.removeprefix(PREFIX): text for name, text in form.items() if name.startswith(PREFIX)}


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _as_value(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def _field(name: str, prop: dict[str, Any], values: Mapping[str, str] | None, fault: str) -> FormField:
    value = _as_text(prop.get("default")) if values is None else values.get(PREFIX + name, "")
    choices = tuple(_as_text(choice) for choice in prop.get("enum", ()))
    choices = choices or (("true", "false") if prop.get("type") == "boolean" else ())
    title, description = str(prop.get("title", name)), str(prop.get("description", ""))
    return FormField(name, _kind(prop), prop["is_required"], _hint(prop), choices, value, fault, title, description)


def _kind(prop: dict[str, Any]) -> Kind:
    kinds = {kind.get("type") for kind in prop.get("anyOf", [prop])}
    if "string" in kinds:
        return Kind.CHOICE if "enum" in prop else Kind.TEXT
    return Kind(_KINDS.get(str(prop.get("type")), "json"))


def _hint(prop: dict[str, Any]) -> str:
    words = [
        _JSON_WORDS.get(str(prop.get("type")), ""),
        str(prop.get("format", "")),
        str(prop.get("description", "")),
        "" if prop["is_required"] else "optional",
        *(f"{label} {prop[name]}" for name, label in _BOUND_WORDS.items() if name in prop),
    ]
    return ", ".join(word for word in words if word)


def _properties(model: type[BaseModel]) -> dict[str, dict[str, Any]]:
    """Return the schema of each argument, with references resolved."""
    schema = model.model_json_schema()
    required = schema.get("required", ())
    return {
        name: _resolved(prop, schema) | {"is_required": name in required}
        for name, prop in schema.get("properties", {}).items()
    }


def _resolved(prop: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """Return a property with its reference resolved and "or null" removed, because an empty field is already null."""
    if "anyOf" in prop:
        kinds = [kind for kind in prop["anyOf"] if kind.get("type") != "null"]
        if len(kinds) == 1:
            prop = {**{name: value for name, value in prop.items() if name != "anyOf"}, **kinds[0]}
    if "$ref" in prop:
        definition = schema.get("$defs", {}).get(prop["$ref"].rsplit("/", 1)[1], {})
        prop = {**definition, **{name: value for name, value in prop.items() if name != "$ref"}}
    return prop
