"""The cookie of a session: where it is kept, read and dropped."""

from flask import request
from werkzeug.wrappers import Response

COOKIE = "fsp_session"
OVER_HTTPS = f"__Host-{COOKIE}"
"""Browsers take this name only over https and from the host itself: no neighbour of the domain can set it."""


def session_token() -> str:
    """Return the token of the session that asks, or nothing."""
    return request.cookies.get(_name(), "")


def keep_token(answer: Response, token: str) -> None:
    """Let the browser keep the token of its session, until it is closed."""
    answer.set_cookie(_name(), token, httponly=True, samesite="Lax", secure=request.is_secure)


def drop_token(answer: Response) -> None:
    """Let the browser forget its session."""
    answer.delete_cookie(_name(), httponly=True, samesite="Lax", secure=request.is_secure)


def _name() -> str:
    return OVER_HTTPS if request.is_secure else COOKIE
