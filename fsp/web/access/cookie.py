"""The session cookie: set, read and deleted."""

from flask import request
from werkzeug.wrappers import Response

COOKIE = "fsp_session"
OVER_HTTPS = f"__Host-{COOKIE}"
"""Browsers accept this name only over HTTPS and from the host itself, so no other host of the domain can set it."""


def session_token() -> str:
    """Return the token of this request's session, or an empty string."""
    return request.cookies.get(_name(), "")


def keep_token(answer: Response, token: str) -> None:
    """Store the session token in the browser until it is closed."""
    answer.set_cookie(_name(), token, httponly=True, samesite="Lax", secure=request.is_secure)


def drop_token(answer: Response) -> None:
    """Delete the session cookie."""
    answer.delete_cookie(_name(), httponly=True, samesite="Lax", secure=request.is_secure)


def _name() -> str:
    return OVER_HTTPS if request.is_secure else COOKIE
