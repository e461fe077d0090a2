"""Finds the endpoints that a page names, in its Link headers or in its HTML.

Source: W3C Recommendation "Micropub", section 5.3 "Endpoint Discovery".
"""

import re
from html.parser import HTMLParser
from urllib.parse import urljoin

from fsp.destinations.api_client import ApiResponse

_HEADER_LINK = re.compile(r"<([^<>]*)>((?:\s*;\s*[^,;]+)*)")
_REL = re.compile(r'\brel\s*=\s*(?:"([^"]*)"|([^\s;,]+))', re.IGNORECASE)


def endpoint_of(response: ApiResponse, rel: str, page_url: str) -> str:
    """Return the address of an endpoint; empty if the page names none."""
    for target, parameters in _HEADER_LINK.findall(response.headers.get("link", "")):
        match = _REL.search(parameters)
        if match and rel in (match[1] or match[2]).split():
            return _web_address(page_url, target)
    links = _Links()
    links.feed(response.body.decode("utf-8", "replace"))
    target = next((address for rels, address in links.found if rel in rels), None)
    return _web_address(page_url, target) if target is not None else ""


class _Links(HTMLParser):
    """Collects the links of a page: the words of `rel`, and the address."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[list[str], str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take the links."""
        values = dict(attrs)
        rels, address = values.get("rel"), values.get("href")
        if tag in {"link", "a"} and rels and address is not None:
            self.found.append((rels.split(), address))


def _web_address(page_url: str, target: str) -> str:
    address = urljoin(page_url, target)
    return address if address.startswith(("http://", "https://")) else ""
