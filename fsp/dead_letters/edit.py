"""Validates and compares edited arguments of a dead letter. No side effects."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from fsp.jobs.job_type import JobType


@dataclass(frozen=True)
class Change:
    """One argument before and after, as JSON; None if it is absent. `kind` is same, changed, added or removed."""

    name: str
    before: str | None
    after: str | None

    @property
    def kind(self) -> str:
        """Return the kind of change."""
        if self.before == self.after:
            return "same"
        if self.before is None:
            return "added"
        return "removed" if self.after is None else "changed"


def faults_of(job_type: JobType, arguments: Mapping[str, Any]) -> dict[str, str]:
    """Return errors by argument name; empty if the job can run with these arguments.

    Unlike the type's own message, an error does not repeat the value, which may be a restored secret.
    """
    try:
        job_type.arguments_model.model_validate(dict(arguments))
    except ValidationError as error:
        return {
            str(fault["loc"][0]) if fault["loc"] else "": f"{_where(fault['loc'])}{fault['msg']}"
            for fault in error.errors(include_url=False)
        }
    return {}


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """Return every argument of either version, in the order of the first, with its change."""
    names = list(dict.fromkeys([*before, *after]))
    return [Change(name, _as_json(before, name), _as_json(after, name)) for name in names]


def _as_json(arguments: Mapping[str, Any], name: str) -> str | None:
    return json.dumps(arguments[name], ensure_ascii=False, sort_keys=True) if name in arguments else None


def _where(location: tuple[int | str, ...]) -> str:
    inner = ".".join(str(part) for part in location[1:])
    return f"{inner}: " if inner else ""
