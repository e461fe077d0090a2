"""Checks the address of a site in a platform's settings, and writes addresses in ASCII."""

import re
from urllib.parse import quote, urlsplit

import httpx2

_HOST_ALONE = re.compile(r"[\w-]+(?:\.[\w-]+)+(?::\d+)?(?:/|\Z)")
"""How a host with a domain starts that was entered without https://."""
_NOT_IN_ADDRESS = re.compile(r"[|\\^`{}]")
"""What RFC 3986 does not allow in an address."""


def web_address(text: str) -> str:
    """Return the address of a site without a trailing slash, query and fragment; or raise ValueError.

    A host without a scheme gets https://.
    """
    address = text.strip()
    if _HOST_ALONE.match(address):
        address = f"https://{address}"
    try:
        parts = urlsplit(address)
        is_usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        is_usable = False
    if not is_usable:
        raise ValueError("must start with https:// (or http://) and name a host, such as https://blog.example.org")
    if "@" in parts.netloc:
        raise ValueError("must not hold a user or a password")
    return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"


def server_address(text: str) -> str:
    """Return the address of a server without a path, from an address of one of its pages; or raise ValueError."""
    parts = urlsplit(web_address(text))
    return f"{parts.scheme}://{parts.netloc}"


def ascii_address(url: str) -> str:
    """Return an address as servers accept it: a host in punycode, and other characters escaped.

    What is no address stays as it is.
    """
    try:
        parsed = httpx2.URL(url)
    except (httpx2.InvalidURL, TypeError):
        return url
    return _NOT_IN_ADDRESS.sub(lambda match: quote(match[0]), str(parsed)) if parsed.host else url
