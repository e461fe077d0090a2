"""Decides which addresses a text may link to, however they are obfuscated, and which name an image file."""

import re
from urllib.parse import quote, unquote, urlsplit

SAFE_SCHEMES = {"http", "https", "mailto", "tel"}

_IGNORED = re.compile("[\x00-\x20\x7f-\xa0\u1680\u2000-\u200f\u2028-\u202f\u205f-\u2064\u3000\ufeff\ufdd0]+")
_IMAGE_FILE = re.compile(r"\.(?:png|jpe?g|gif|webp|avif|hei[cf]|svg|bmp|tiff?|ico)\Z", re.IGNORECASE)
_SERVER = re.compile(r"[a-z][a-z0-9+.\-]*://[^/?#\\]*", re.IGNORECASE)
_ILLEGAL = re.compile(r"[\s\"<>\[\\\]^`{|}]")
_SCHEME = re.compile(r"([a-z][a-z0-9+.\-]*)[:\uff1a]", re.IGNORECASE)


def safe_address(url: str) -> str | None:
    """Return a safe address, with https if it has no scheme; None if it is not safe."""
    url = url.strip()
    # Browsers skip tabs and line breaks. Percent escapes are decoded too, since other programs may decode them.
    plain = _IGNORED.sub("", unquote(url))
    scheme = _SCHEME.match(plain)
    if scheme and scheme[1].lower() not in SAFE_SCHEMES:
        return None
    if plain[:2].replace("\\", "/") == "//":
        return f"https://{plain[2:]}" if url.startswith("//") and len(plain) > 2 else None  # noqa: PLR2004
    return url


def encoded(url: str) -> str:
    """Return an address with the characters that RFC 3986 forbids behind its host percent-encoded."""
    place, mark, fragment = url.partition("#")
    if "#" in fragment:
        url = f"{place}{mark}{fragment.replace('#', '%23')}"
    if not _ILLEGAL.search(url):
        return url
    server = _SERVER.match(url)
    start = server.end() if server else 0
    return url[:start] + _ILLEGAL.sub(lambda match: quote(match[0]), url[start:])


def is_elsewhere(url: str) -> bool:
    """Return whether an address has a scheme and so is outside the project."""
    return _SCHEME.match(url) is not None


def is_image_file(url: str) -> bool:
    """Return whether an address names an image file."""
    return _IMAGE_FILE.search(without_query(url)) is not None


def without_query(url: str) -> str:
    """Return an address or path without its query and fragment."""
    return url.split("?", 1)[0].split("#", 1)[0]


def local_path(url: str) -> str | None:
    """Return the file path of a relative address, or None for any other address."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme or parts.netloc or parts.path.startswith("/"):
        return None
    return unquote(parts.path) or None
