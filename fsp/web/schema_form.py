"""A form made from a job type's schema: its fields, and the arguments of what was typed into them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pydantic import BaseModel

from fsp.errors import InvalidArguments

PREFIX = "argument-"
"""Before the name of each field, so that no argument is taken for a field of the page's own."""


class Kind(StrEnum):
    """How a value is typed."""

    TEXT = "text"
    NUMBER = "number"
    CHOICE = "choice"
    JSON = "json"


@dataclass(frozen=True)
class FormField:
    """One argument: its name, how it is typed, what is in it, what is wrong with it."""

    name: str
    kind: Kind
    is_required: bool
    is_whole: bool
    hint: str
    choices: tuple[str, ...] = ()
    value: str = ""
    fault: str = ""

    @property
    def field_name(self) -> str:
        """Return its name in the form."""
        return PREFIX + self.name


def fields_of(
    model: type[BaseModel], *, given: Mapping[str, str] | None = None, faults: Mapping[str, str] | None = None
) -> tuple[FormField, ...]:
    """Return the fields of a schema, filled with what was typed or with the defaults."""
    schema = model.model_json_schema()
    required = set(schema.get("required", ()))
    return tuple(
        _field(name, _resolved(told, schema), name in required, given, (faults or {}).get(name, ""))
        for name, told in schema.get("properties", {}).items()
    )


def arguments_of(model: type[BaseModel], form: Mapping[str, str]) -> dict[str, Any]:
    """Return what was typed as arguments, not yet checked; an empty field is left out. Raise InvalidArguments."""
    arguments: dict[str, Any] = {}
    faults: dict[str, str] = {}
    for field in fields_of(model):
        typed = form.get(field.field_name, "").strip()
        if not typed:
            continue
        try:
            arguments[field.name] = typed if field.kind in {Kind.TEXT, Kind.CHOICE} else _parsed(field, typed)
        except ValueError:
            faults[field.name] = f"must be {'a number' if field.kind == Kind.NUMBER else 'JSON'}, got {typed!r:.80}"
    if faults:
        told = "; ".join(f"{name}: {fault}" for name, fault in faults.items())
        raise InvalidArguments(f"The arguments do not fit: {told}.", faults)
    return arguments


def _parsed(field: FormField, typed: str) -> Any:
    if field.kind == Kind.NUMBER:
        return int(typed) if field.is_whole else float(typed)
    return json.loads(typed)


def _field(
    name: str, told: dict[str, Any], is_required: bool, given: Mapping[str, str] | None, fault: str
) -> FormField:
    kind, choices = _kind(told), tuple(str(choice) for choice in told.get("enum", ()))
    default = told.get("default")
    shown = "" if default is None else default if isinstance(default, str) else json.dumps(default)
    value = shown if given is None else given.get(PREFIX + name, "")
    choices = choices or (("true", "false") if told.get("type") == "boolean" else ())
    is_whole = told.get("type") == "integer"
    return FormField(name, kind, is_required, is_whole, _hint(told, is_required), choices, value, fault)


def _kind(told: dict[str, Any]) -> Kind:
    if "enum" in told and told.get("type") == "string":
        return Kind.CHOICE
    kinds = {"string": Kind.TEXT, "integer": Kind.NUMBER, "number": Kind.NUMBER}
    return kinds.get(str(told.get("type")), Kind.JSON)


def _hint(told: dict[str, Any], is_required: bool) -> str:
    words = [str(told.get("description", "")), "" if is_required else "may be left out"]
    bounds = {
        "minimum": "at least",
        "maximum": "at most",
        "exclusiveMinimum": "more than",
        "maxLength": "letters at most:",
    }
    words += [f"{said} {told[name]}" for name, said in bounds.items() if name in told]
    kind = {"array": "a list as JSON", "object": "an object as JSON", "boolean": "true or false"}.get(
        str(told.get("type"))
    )
    return ", ".join(word for word in (kind, *words) if word)


def _resolved(told: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """Return a property with its reference followed and "or null" left out: an empty field is null already."""
    if "anyOf" in told:
        kinds = [kind for kind in told["anyOf"] if kind.get("type") != "null"]
        if len(kinds) == 1:
            told = {**{name: value for name, value in told.items() if name != "anyOf"}, **kinds[0]}
    if "$ref" in told:
        found = schema.get("$defs", {}).get(told["$ref"].rsplit("/", 1)[1], {})
        told = {**found, **{name: value for name, value in told.items() if name != "$ref"}}
    return told
