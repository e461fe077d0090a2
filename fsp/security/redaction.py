"""Removes secrets from what is stored, logged or shown: by field name, and by the format of values."""

from typing import Any

from fsp.security.secret_assignments import hide_assignments
from fsp.security.secret_formats import hide_known_formats
from fsp.security.secret_names import secrecy_of
from fsp.security.secret_values import looks_random
from fsp.security.secret_words import Secrecy

MAX_TEXT_CHARACTERS = 64 * 1024
MARGIN_CHARACTERS = 4096
"""Read beyond the cut, so that a secret across it is still recognised."""
HIDDEN = "[hidden]"
SHORT = 20
"""A single word below this length is neither a token nor the name of a secret."""
_NAME_FIELDS = frozenset({"name", "key", "header"})


def redact(value: Any) -> Any:
    """Return a copy of a JSON value with secrets hidden at any depth."""
    if isinstance(value, dict):
        return _redact_fields(value)
    if isinstance(value, list | tuple):
        if _is_pair(value):
            return [value[0], _redact_named(value[1], secrecy_of(value[0]))]
        return [redact(inner) for inner in value]
    return redact_text(value) if isinstance(value, str) else value


def redact_text(text: str) -> str:
    """Return a text, such as a traceback, with secrets hidden, cut at 64 Ki characters."""
    if len(text) < SHORT and text.isalnum():
        return text
    text = hide_known_formats(text[: MAX_TEXT_CHARACTERS + MARGIN_CHARACTERS], HIDDEN)
    return hide_assignments(text, HIDDEN)[:MAX_TEXT_CHARACTERS]


def _redact_fields(fields: dict[Any, Any]) -> dict[Any, Any]:
    """Hide the values of secret names, also in the form `{"name": "API_KEY", "value": "…"}`."""
    named = next((fields[name] for name in fields if str(name).lower() in _NAME_FIELDS), None)
    secrecy = secrecy_of(named) if isinstance(named, str) else Secrecy.NONE
    return {
        name: _redact_named(
            value, max(secrecy_of(str(name)), secrecy if str(name).lower() == "value" else Secrecy.NONE)
        )
        for name, value in fields.items()
    }


def _redact_named(value: Any, secrecy: Secrecy) -> Any:
    """Return the value of a name: hidden if the name is secret, else with the secrets in it hidden."""
    if value is None or value == "" or isinstance(value, bool) or secrecy is Secrecy.NONE:
        return redact(value)
    if secrecy is Secrecy.SURE:
        return HIDDEN
    if isinstance(value, list | tuple):
        return [_redact_named(inner, secrecy) for inner in value]
    if not isinstance(value, str):
        return redact(value)
    return HIDDEN if secrecy is Secrecy.LIKELY or looks_random(value) else redact_text(value)


def _is_pair(value: list[Any] | tuple[Any, ...]) -> bool:
    """Return whether a list is a secret's name and its value, like a header."""
    return (
        len(value) == 2  # noqa: PLR2004
        and all(isinstance(part, str) for part in value)
        and secrecy_of(value[0]) is Secrecy.SURE
    )
