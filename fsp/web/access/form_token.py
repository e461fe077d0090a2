"""The token of forms and the cookie that keeps it: bound to the host over https, and renewed with each sign-in."""

from typing import Any

from flask import Flask, g, request, session
from flask.sessions import SecureCookieSessionInterface

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
    """Keep the token of forms in such a cookie."""
    app.session_interface = FormCookie()


def renew_form_token() -> None:
    """Forget the token of the forms so far: one that somebody planted before a sign-in is worth nothing after it."""
    values: dict[str, Any] = {name: value for name, value in session.items() if name != "csrf_token"}
    session.clear()
    session.update(values)
    g.pop("csrf_token", None)
