"""Finds the root of a WordPress site's REST API, which depends on its permalinks and its folder."""

import re
from dataclasses import dataclass
from html import unescape
from http import HTTPStatus
from urllib.parse import urljoin, urlsplit

from fsp.destinations.api_client import ApiClient, ApiResponse
from fsp.errors import PermanentFailure

_REL = "https://api.w.org/"
_HEADER = re.compile(r'<([^<>]+)>\s*;\s*rel="?' + re.escape(_REL), re.IGNORECASE)
_ELEMENT = re.compile(r"<link\b[^>]*>", re.IGNORECASE)
_HREF = re.compile(r"""\bhref=["']([^"']+)["']""", re.IGNORECASE)
GUESSED = ("/wp-json/", "/index.php?rest_route=/", "/?rest_route=/")


@dataclass(frozen=True)
class ApiRoot:
    """The root of the API, to which routes such as `wp/v2/posts` are appended, and the answer that named it."""

    url: str
    response: ApiResponse


def find_api_root(client: ApiClient) -> ApiRoot:
    """Return the root of the API; raise what an answer without one means."""
    page = client.send("GET", "/", headers={"Accept": "text/html"})
    named = _named_in(page)
    if named:
        return ApiRoot(_at_the_given_host(client, named), page)
    # A page that says "coming soon" is often a 503, though the API works.
    for path in GUESSED if page.status != HTTPStatus.TOO_MANY_REQUESTS else ():
        answer = client.send("GET", path)
        if is_index(answer):
            return ApiRoot(f"{client.base_url}{path}", answer)
    client.raise_for(page)
    raise PermanentFailure(
        f"{client.host} answers with a page that names no WordPress API. Check the address, and that no plugin or "
        "proxy hides the REST API."
    )


def is_index(response: ApiResponse) -> bool:
    """Return whether a response is the index of a WordPress API with posts."""
    index = response.json
    return response.is_success and isinstance(index, dict) and "wp/v2" in (index.get("namespaces") or [])


def _named_in(page: ApiResponse) -> str | None:
    header = _HEADER.search(page.headers.get("link", ""))
    if header:
        return header[1]
    for element in _ELEMENT.findall(page.body.decode(errors="replace")):
        href = _HREF.search(element)
        if href and _REL in element:
            return unescape(href[1])
    return None


def _at_the_given_host(client: ApiClient, named: str) -> str:
    """Return the named root at the address of the settings: the credentials are sent to no other host."""
    entered, root = urlsplit(client.base_url), urlsplit(urljoin(f"{client.base_url}/", named))
    query = f"?{root.query}" if root.query else ""
    slash = "" if query or root.path.endswith("/") else "/"
    return f"{entered.scheme}://{entered.netloc}{root.path}{slash}{query}"
