"""Editing a dead job's arguments: as fields, with what is wrong beside each, and what was changed; touches nothing."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from fsp.jobs.job_type import JobType

PREFIX = "arg-"
"""Before an argument's name in a form, so that none can pass for another field."""


@dataclass(frozen=True)
class Field:
    """One argument as a person edits it: what is typed, what kind it is, and what is wrong with it."""

    name: str
    text: str
    kind: str
    is_required: bool
    fault: str = ""


@dataclass(frozen=True)
class Change:
    """One argument before and after, as JSON; None where it is not there. `kind` is same, changed, added or removed."""

    name: str
    before: str | None
    after: str | None

    @property
    def kind(self) -> str:
        """Return what became of it."""
        if self.before == self.after:
            return "same"
        if self.before is None:
            return "added"
        return "removed" if self.after is None else "changed"


def fields_of(job_type: JobType, arguments: Mapping[str, Any], faults: Mapping[str, str]) -> list[Field]:
    """Return a field for each argument of the type, then for each that is given but unknown to it."""
    schema = job_type.arguments_model.model_json_schema()
    properties, required = schema.get("properties", {}), schema.get("required", [])
    known = [
        Field(name, _as_text(arguments, name), _kind(part), name in required, faults.get(name, ""))
        for name, part in properties.items()
    ]
    unknown = [
        Field(
            name,
            _as_text(arguments, name),
            "unknown to the type; empty it to leave it out",
            is_required=False,
            fault=faults.get(name, ""),
        )
        for name in arguments
        if name not in properties
    ]
    return known + unknown


def arguments_from(job_type: JobType, form: Mapping[str, str]) -> dict[str, Any]:
    """Return the arguments a form holds; an empty field is left out, so that its default counts."""
    properties = job_type.arguments_model.model_json_schema().get("properties", {})
    typed = {name.removeprefix(PREFIX): text for name, text in form.items() if name.startswith(PREFIX)}
    return {
        name: text if _takes_text(properties.get(name, {})) else _as_value(text)
        for name, text in typed.items()
        if text.strip()
    }


def faults_of(job_type: JobType, arguments: Mapping[str, Any]) -> dict[str, str]:
    """Return by argument what does not fit the type's schema; nothing if the job can run with these."""
    try:
        job_type.arguments_model.model_validate(dict(arguments))
    except ValidationError as error:
        return {
            str(fault["loc"][0]) if fault["loc"] else "": f"{_where(fault['loc'])}{fault['msg']}"
            for fault in error.errors(include_url=False)
        }
    return {}


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """Return every argument of either, in the order of the first, with what became of it."""
    names = list(dict.fromkeys([*before, *after]))
    return [Change(name, _as_json(before, name), _as_json(after, name)) for name in names]


def _as_json(arguments: Mapping[str, Any], name: str) -> str | None:
    return json.dumps(arguments[name], ensure_ascii=False, sort_keys=True) if name in arguments else None


def _as_text(arguments: Mapping[str, Any], name: str) -> str:
    value = arguments.get(name)
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _as_value(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        # The schema says what is wrong with it better than a parser does.
        return text


def _takes_text(part: Mapping[str, Any]) -> bool:
    kinds = [part, *part.get("anyOf", [])]
    return any(kind.get("type") == "string" or "enum" in kind or "$ref" in kind for kind in kinds)


def _kind(part: Mapping[str, Any]) -> str:
    kinds = [kind.get("format") or kind.get("type") or "one of a list" for kind in part.get("anyOf", [part])]
    return " or ".join(kind for kind in kinds if kind != "null")


def _where(location: tuple[int | str, ...]) -> str:
    inner = ".".join(str(part) for part in location[1:])
    return f"{inner}: " if inner else ""
