"""The host names that FSP accepts, as a protection against DNS rebinding.

Health checks and programs with a token are exempt, because they may use any name, such as a container's address.
"""

import ipaddress
from urllib.parse import urlsplit

from flask import Flask, Response, request

from fsp.core import current_settings
from fsp.security.addresses import is_any_address
from fsp.settings import Settings
from fsp.web.error_handlers import explain
from fsp.web.site.hosts import own_site

_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})


def install(app: Flask) -> None:
    """Refuse requests to other hosts."""
    app.before_request(_refuse_other_hosts)


def is_own_host(host: str, settings: Settings) -> bool:
    """Return whether a Host header names FSP: its public URL, its listen address, or this machine."""
    name = _name_of(f"//{host}")
    if not name:
        return False
    if name in _LOCAL or name.endswith(".localhost"):
        return True
    if not is_any_address(settings.host) and name == settings.host.lower():
        return True
    if settings.base_url:
        return name == _name_of(settings.base_url)
    # Without a host name of its own FSP is reached by IP address, which DNS rebinding cannot use.
    return is_any_address(settings.host) and _is_address(name)


def _refuse_other_hosts() -> Response | None:
    if "Host" not in request.headers or own_site() or is_own_host(request.host, current_settings()):
        return None
    if request.path.startswith("/api/") and (
        request.path.startswith("/api/health") or request.headers.get("Authorization", "").lower().startswith("bearer ")
    ):
        return None
    name = request.headers["Host"][:100]
    return explain(400, f'FSP does not serve the host "{name}". Set FSP_BASE_URL to its public URL.')


def _name_of(url: str) -> str:
    try:
        name = (urlsplit(url).hostname or "").rstrip(".")
        return name if name.isascii() else name.encode("idna").decode()
    except ValueError:
        return ""


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
