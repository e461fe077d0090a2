"""The security headers of every response."""

import secrets
from http import HTTPStatus

from flask import Flask, Response, g, request

from fsp.core import current_settings

_SITE_POLICY = (
    "default-src 'none'; img-src 'self' https:; media-src 'self' https:; style-src 'self'; script-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'"
)
_PREVIEW_POLICY = (
    "default-src 'none'; img-src 'self' https: data:; media-src 'self' https:; style-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'self'"
)
"""For a text as the site shows it. It runs no script at all."""
IMAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox; frame-ancestors 'none'"
"""For an image that is opened directly. SVG may contain styles, but must not run or load anything."""


def install(app: Flask) -> None:
    """Add the headers to every response of the application."""
    app.before_request(_number)
    app.after_request(_add)
    app.jinja_env.globals["csp_nonce"] = csp_nonce


def csp_nonce() -> str:
    """Return the nonce of this response for its script elements."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(18)
    return str(g.csp_nonce)


def _number() -> None:
    # The audit log contains it, so that an entry, a response and a bug report can be matched.
    g.request_id = secrets.token_hex(8)


def _add(answer: Response) -> Response:
    headers = answer.headers
    is_site = request.path.startswith("/site/")
    headers.setdefault("Content-Security-Policy", _policy(answer, is_site=is_site))
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers["X-Request-Id"] = g.get("request_id", "")
    headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
    if request.is_secure:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    if is_site and not current_settings().site_is_public:
        headers["Cache-Control"] = "private, no-store"
    if not is_site and not request.path.startswith("/static/"):
        headers["Cache-Control"] = "no-store"
    return answer


def _policy(answer: Response, *, is_site: bool) -> str:
    """Return the policy of a response. FSP's own page of an error takes the place of a site's page or a preview."""
    endpoint = request.endpoint or ""
    if endpoint.startswith("editor_preview."):
        return _PREVIEW_POLICY
    if answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return _page_policy(endpoint)
    if is_site:
        return f"{_SITE_POLICY}; frame-ancestors 'none'"
    if endpoint == "items.preview" and answer.status_code == HTTPStatus.OK:
        return _PREVIEW_POLICY.replace("frame-ancestors 'self'", "frame-ancestors 'none'")
    return _page_policy(endpoint)


def _page_policy(endpoint: str) -> str:
    frames = "frame-src 'self'; " if endpoint.startswith("editor.") else ""
    return (
        f"default-src 'none'; script-src 'nonce-{csp_nonce()}'; style-src 'self'; img-src 'self' data:; "
        f"{frames}connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
        "object-src 'none'; require-trusted-types-for 'script'; trusted-types htmx"
    )
