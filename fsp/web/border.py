"""Refuses requests that contain values no store can hold, before any view runs."""

from typing import Any

from flask import request

from fsp.storable import check_text, check_value


def refuse_unstorable() -> None:
    """Raise UnstorableInput, naming the field, for NUL, lone surrogates and numbers that JSON does not have."""
    for name, value in (request.view_args or {}).items():
        check_value(value, name)
    for fields in (request.args, request.form):
        for name, values in fields.lists():
            check_text(name, "the name of a field")
            for text in values:
                check_text(text, name)
    if request.is_json:
        _check_body(request.get_json(silent=True))


def _check_body(body: Any) -> None:
    if not isinstance(body, dict):
        check_value(body, "body")
        return
    for name, value in body.items():
        check_text(name, "the name of a field")
        check_value(value, name)
