"""Pages that redirect from an old address to the current one, also on a server other than FSP's."""

import re
from html import escape, unescape
from pathlib import Path

MAX_REDIRECT_BYTES = 3000

_FILE_ENDING = re.compile(r"\.(?:html?|xhtml)\Z", re.IGNORECASE)
_TARGET = re.compile(r'<meta http-equiv="refresh" content="0; url=([^"]+)">')


def redirect_file(path: str) -> str:
    """Return the file of a redirect: the path itself if it names an HTML file, else the index of a folder."""
    return path if _FILE_ENDING.search(path) else f"{path}/index.html"


def redirect_page(path: str, *, slug: str, title: str, address: str) -> str:
    """Return a page that redirects to an entry. `address` is the site's own, with a trailing slash."""
    depth = redirect_file(path).count("/")
    target = escape(f"{'../' * depth or './'}{slug}/")
    canonical = escape(f"{address}{slug}/")
    return (
        "<!DOCTYPE html>\n"
        f'<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{escape(title)}</title>\n'
        f'<link rel="canonical" href="{canonical}">\n'
        f'<meta http-equiv="refresh" content="0; url={target}">\n'
        '<meta name="robots" content="noindex">\n</head>\n'
        f'<body>\n<p>This page has moved: <a href="{target}">{escape(title)}</a></p>\n</body>\n</html>\n'
    )


def redirect_target(file: Path) -> str | None:
    """Return the relative address that a redirect page targets; None for any other file."""
    if file.suffix != ".html" or file.stat().st_size > MAX_REDIRECT_BYTES:
        return None
    match = _TARGET.search(file.read_text(encoding="utf-8", errors="replace"))
    return unescape(match.group(1)) if match else None
