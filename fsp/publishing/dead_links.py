"""Asks the links of a post whether they are gone. Only a clear answer counts: 404 and 410."""

import re
from collections.abc import Callable
from html import unescape

from fsp.errors import FspError
from fsp.security.guarded_http import GuardedClient

MAX_LINKS = 10
GONE = frozenset({404, 410})
_LINK = re.compile(r'<a\b[^>]*?\bhref="(https?://[^"]*)"')


def dead_links(html: str, look_up: Callable[[str], str]) -> tuple[tuple[str, str], ...]:
    """Return the first links of a post that are gone, with what they answered."""
    urls = list(dict.fromkeys(unescape(url).partition("#")[0] for url in _LINK.findall(html)))[:MAX_LINKS]
    return tuple((url, seen) for url in urls if (seen := look_up(url)))


def answer_of(http: GuardedClient, url: str) -> str:
    """Return how a link answered if it is gone; empty if it is there, or if nobody can say."""
    try:
        status = http.request("GET", url, headers={"User-Agent": "FSP link check"}).status
    except FspError:
        return ""
    return str(status) if status in GONE else ""
