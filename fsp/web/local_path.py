"""Paths a form or a link names as the next page: only FSP's own, so that no link here leads elsewhere."""

from urllib.parse import urlsplit


def local_path(path: str | None, *, otherwise: str = "/") -> str:
    """Return the path and query of a page of FSP; anything that could name another host becomes the other one."""
    text = path or ""
    # Browsers read backslashes as slashes and drop control characters: "/\\evil" and "/\t/evil" are other hosts.
    if not text.startswith("/") or text.startswith("//") or any(sign <= " " or sign == "\\" for sign in text):
        return otherwise
    parts = urlsplit(text)
    return text if not parts.netloc and not parts.scheme else otherwise


def path_of(url: str) -> str:
    """Return the path and query of a URL; an empty text if it has none."""
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
