"""Checks the address of a site in a platform's settings."""

from urllib.parse import urlsplit


def web_address(text: str) -> str:
    """Return the address of a site without a trailing slash, query and fragment; or raise ValueError."""
    address = text.strip()
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
