"""Limits the size of forms before any field is read, with a lower limit before sign-in."""

from flask import Flask, Response, request

from fsp.web.error_handlers import explain

MAX_FIELDS = 1000
MAX_ENTRY_BYTES = 16 * 1024
"""A name, a password and a token take a fraction of it."""


def install(app: Flask) -> None:
    """Refuse larger forms."""
    app.before_request(_refuse_large_forms)


def _refuse_large_forms() -> Response | None:
    if request.method == "GET":
        return None
    if (request.endpoint or "").startswith("login."):
        request.max_content_length = MAX_ENTRY_BYTES
    if request.mimetype != "application/x-www-form-urlencoded":
        return None
    body = request.get_data(cache=True, parse_form_data=False)
    if body.count(b"&") < MAX_FIELDS:
        return None
    return explain(413, f"A form is limited to {MAX_FIELDS} fields, got {body.count(b'&') + 1}. Send fewer at once.")
