"""Web addresses in a form that EPUB allows: valid URIs only."""

import re
from urllib.parse import quote, urlsplit, urlunsplit

_SCHEMES = ("http", "https", "mailto", "tel")
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_.-]*[A-Za-z0-9])?\.?\Z")
_LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_UNRESERVED = "-._~!$&'()*+,;=:@/"


def valid_link(address: str) -> str | None:
    """Return the address as a valid URI, or None if that is not possible."""
    text = _LONE_PERCENT.sub("%25", address.strip().replace("\\", "/"))
    try:
        parts = urlsplit(text)
        scheme = parts.scheme.lower()
        if scheme not in _SCHEMES:
            return None
        place = _place(parts.hostname or "", parts.port) if scheme.startswith("http") else ""
    except ValueError:
        return None
    if place is None or (not parts.netloc and not parts.path) or (parts.netloc and not place):
        return None
    return urlunsplit(
        (
            scheme,
            place,
            quote(parts.path, safe=f"{_UNRESERVED}%"),
            quote(parts.query, safe=f"{_UNRESERVED}?%"),
            quote(parts.fragment, safe=f"{_UNRESERVED}?%"),
        )
    )


def _place(host: str, port: int | None) -> str | None:
    """Return the host in ASCII with its port; None for an impossible host."""
    if ":" in host:
        written = f"[{host}]"
    else:
        try:
            written = host if host.isascii() else host.encode("idna").decode()
        except UnicodeError:
            return None
        if not _HOST.match(written):
            return None
    return f"{written}:{port}" if port is not None else written
