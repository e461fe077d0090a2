"""Front matter fields that FSP does not use, as YAML that a person edits."""

from collections.abc import Container
from typing import Any

import yaml

from fsp.content.consent import consent_keys, normalized
from fsp.content.exported_state import KEY
from fsp.content.header import FrontMatterFault, load_header
from fsp.content.header_values import NAMES
from fsp.content.written import storable
from fsp.errors import InvalidInput

MAX_EXTRA_CHARACTERS = 20_000

_OWN = {name: field for field, names in NAMES.items() for name in map(normalized, names)}


def extra_as_yaml(extra: dict[str, Any]) -> str:
    """Return the fields as YAML, empty for none."""
    return yaml.safe_dump(extra, allow_unicode=True, sort_keys=False, width=100) if extra else ""


def extra_of_yaml(text: str, existing: Container[str] = ()) -> dict[str, Any]:
    """Return the fields in a YAML text; raise InvalidInput that names the line of the first error.

    `existing` are names that the post has already, such as a `permalink` that an import kept.
    """
    if len(text) > MAX_EXTRA_CHARACTERS:
        raise InvalidInput(f"Other fields are limited to {MAX_EXTRA_CHARACTERS} characters, got {len(text)}.")
    try:
        values, lines = load_header(text, first_line=1)
    except FrontMatterFault as fault:
        raise InvalidInput(f"Other fields, line {fault.line}: {fault.message}") from None
    for key in values:
        if key not in existing:
            _refuse_own(str(key), lines.get(str(key), 1))
    return {str(key): storable(value) for key, value in values.items()}


def _refuse_own(key: str, line: int) -> None:
    """Refuse a name that an import of this post would read as another field."""
    field = _OWN.get(normalized(key))
    if field:
        raise InvalidInput(
            f'Other fields, line {line}: "{key}" is a name of the field {field.replace("_", " ")}. Use that field.'
        )
    if normalized(key) in consent_keys() or key == KEY:
        raise InvalidInput(
            f'Other fields, line {line}: "{key}" would set whether the post is published. '
            "Publish, schedule or unpublish it instead."
        )
