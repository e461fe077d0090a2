"""The token of forms and the cookie that keeps it: bound to the host over https, and renewed with each sign-in.

A page contains the token under a mask of its own. Pages are compressed: without the mask, their sizes would let a
listener guess the token bit by bit (BREACH).
"""

import base64
import binascii
import secrets
from typing import Any

from flask import Flask, g, request, session
from flask.sessions import SecureCookieSessionInterface
from flask_wtf.csrf import generate_csrf, validate_csrf
from wtforms.validators import ValidationError

COOKIE = "session"
OVER_HTTPS = f"__Host-{COOKIE}"
"""Browsers take this name only over https and from the host itself: no neighbour of the domain can set it."""


class FormCookie(SecureCookieSessionInterface):
    """Flask's signed cookie, under a name that fits how the request came."""

    def get_cookie_name(self, app: Flask) -> str:  # noqa: ARG002
        """Return the name for this request."""
        return OVER_HTTPS if request.is_secure else COOKIE

    def get_cookie_secure(self, app: Flask) -> bool:  # noqa: ARG002
        """Return whether the cookie goes over https only: as it came."""
        return bool(request.is_secure)

    def get_cookie_path(self, app: Flask) -> str:  # noqa: ARG002
        """Return the path, which such a name wants to be the root."""
        return "/"

    def get_cookie_domain(self, app: Flask) -> str | None:  # noqa: ARG002
        """Return no domain: the cookie belongs to this host alone."""
        return None


def install(app: Flask) -> None:
    """Keep the token of forms in such a cookie, and let templates write `csrf_token()`."""
    app.session_interface = FormCookie()
    app.jinja_env.globals["csrf_token"] = masked_form_token


def masked_form_token() -> str:
    """Return the token under a mask: the same one in all forms of a response, another one in each response."""
    if "masked_form_token" not in g:
        token = generate_csrf().encode()
        mask = secrets.token_bytes(len(token))
        g.masked_form_token = base64.urlsafe_b64encode(mask + _xor(mask, token)).decode()
    return str(g.masked_form_token)


def validate_form_token(masked: str) -> None:
    """Raise ValidationError if this is not a token that this browser got under a mask."""
    try:
        raw = base64.urlsafe_b64decode(masked)
        half = len(raw) // 2
        token = _xor(raw[:half], raw[half : 2 * half]).decode("ascii")
    except (binascii.Error, ValueError) as error:
        raise ValidationError("The form token is damaged.") from error
    validate_csrf(token)


def _xor(mask: bytes, text: bytes) -> bytes:
    return bytes(one ^ other for one, other in zip(mask, text, strict=True))


def renew_form_token() -> None:
    """Forget the token of the forms so far: one that somebody planted before a sign-in is worth nothing after it."""
    values: dict[str, Any] = {name: value for name, value in session.items() if name != "csrf_token"}
    session.clear()
    session.update(values)
    g.pop("csrf_token", None)
    g.pop("masked_form_token", None)
