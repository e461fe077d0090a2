"""Serves each site at its own host name, so that nothing on it shares an origin with the dashboard."""

import re
from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask, request

from fsp.publishing.site.address import site_of_host
from fsp.settings import Settings

SITE = "fsp.site"
"""The key of the request's environment with the slug of the project. No client can set it."""

_SLASHES = re.compile("/+")


def install(app: Flask, settings: Settings) -> None:
    """Answer requests to the hosts of sites with their files, and with nothing else."""
    if settings.site_hosts:
        app.wsgi_app = _SiteHosts(app.wsgi_app, settings)  # type: ignore[method-assign]


def own_site() -> str | None:
    """Return the slug of the project if this request came to the host of its site."""
    slug = request.environ.get(SITE)
    return str(slug) if slug is not None else None


def path_on_site() -> str:
    """Return the path of this request as the client sent it."""
    slug = own_site()
    return request.path if slug is None else request.path.removeprefix(f"/site/{slug}")


class _SiteHosts:
    """Turns a path on the host of a site into the path at which FSP serves it."""

    def __init__(self, wsgi_app: "WSGIApplication", settings: Settings) -> None:
        self._wsgi_app, self._settings = wsgi_app, settings

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        slug = site_of_host(self._settings, environ.get("HTTP_HOST", ""))
        if slug is not None:
            path = _SLASHES.sub("/", f"/site/{slug}/{environ.get('PATH_INFO', '')}")
            environ = {**environ, "PATH_INFO": path, SITE: slug}
        return self._wsgi_app(environ, start_response)
