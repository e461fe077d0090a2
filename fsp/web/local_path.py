"""Validates the path of the next page in a form or link, so that it cannot lead to another host."""

from urllib.parse import urlsplit


def local_path(path: str | None, *, otherwise: str = "/") -> str:
    """Return the path and query of a page of FSP, or `otherwise` if it could name another host."""
    text = path or ""
    # Browsers treat backslashes as slashes and drop control characters: "/\\evil" and "/\t/evil" are other hosts.
    if not text.startswith("/") or text.startswith("//") or any(sign <= " " or sign == "\\" for sign in text):
        return otherwise
    parts = urlsplit(text)
    return text if not parts.netloc and not parts.scheme else otherwise


def path_of(url: str) -> str:
    """Return the path and query of a URL; empty if it has none."""
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
