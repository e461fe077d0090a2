"""The CSRF token of forms and its cookie, bound to the host over HTTPS and renewed at each sign-in.

A page contains the token under a random mask. Pages are compressed, and without the mask an eavesdropper could guess
the token from their sizes (BREACH).
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
"""Browsers accept this name only over HTTPS and from the host itself, so no other host of the domain can set it."""


class FormCookie(SecureCookieSessionInterface):
    """Flask's signed cookie, under a name that depends on the protocol of the request."""

    def get_cookie_name(self, app: Flask) -> str:  # noqa: ARG002
        """Return the cookie name for this request."""
        return OVER_HTTPS if request.is_secure else COOKIE

    def get_cookie_secure(self, app: Flask) -> bool:  # noqa: ARG002
        """Return whether the cookie is limited to HTTPS: if the request used it."""
        return bool(request.is_secure)

    def get_cookie_path(self, app: Flask) -> str:  # noqa: ARG002
        """Return the path, which must be the root for this name."""
        return "/"

    def get_cookie_domain(self, app: Flask) -> str | None:  # noqa: ARG002
        """Return no domain: the cookie belongs to this host only."""
        return None


def install(app: Flask) -> None:
    """Store the token in such a cookie, and provide `csrf_token()` to templates."""
    app.session_interface = FormCookie()
    app.jinja_env.globals["csrf_token"] = masked_form_token


def masked_form_token() -> str:
    """Return the masked token. All forms of a response share it, and each response has a new mask."""
    if "masked_form_token" not in g:
        token = generate_csrf().encode()
        mask = secrets.token_bytes(len(token))
        g.masked_form_token = base64.urlsafe_b64encode(mask + _xor(mask, token)).decode()
    return str(g.masked_form_token)


def validate_form_token(masked: str) -> None:
    """Raise ValidationError if this is not a masked token of this browser."""
    try:
        raw = base64.urlsafe_b64decode(masked)
        half = len(raw) // 2
        token = _xor(raw[:half], raw[half : 2 * half]).decode("ascii")
    except (binascii.Error, ValueError) as error:
        raise ValidationError("The form token is damaged.") from error
    validate_csrf(token)


def _xor(mask: bytes, text: bytes) -> bytes:
    return bytes(left ^ right for left, right in zip(mask, text, strict=True))


def renew_form_token() -> None:
    """Forget the previous token, so that one planted before a sign-in is useless after it."""
    values: dict[str, Any] = {name: value for name, value in session.items() if name != "csrf_token"}
    session.clear()
    session.update(values)
    g.pop("csrf_token", None)
    g.pop("masked_form_token", None)
