"""Addresses written without brackets, as links."""

import re
from html import unescape

_PLACES = re.compile(
    r"<a\b[^>]*>.*?</a>|<code\b[^>]*>.*?</code>|<pre\b[^>]*>.*?</pre>|<span class=\"math.*?</span>|<[^>]*>|"
    r"(?<![A-Za-z0-9_/.@-])(?P<address>(?:https?://|www\.)[^\s<>\"`\u3000-\u303f\uff00-\uffef]+)",
    re.DOTALL | re.IGNORECASE,
)
_TRAILING = re.compile(r"(?:&(?:quot|gt|lt|nbsp);|[?!.,:;*_~'\"\u201d\u2019])+\Z")


def link_addresses(html: str) -> str:
    """Return cleaned HTML with the addresses in its text as links."""
    if "://" not in html and "www." not in html:
        return html
    return _PLACES.sub(_linked, html)


def _linked(match: re.Match[str]) -> str:
    written = match["address"]
    if written is None:
        return match[0]
    address = _TRAILING.sub("", written)
    while address.endswith(")") and address.count(")") > address.count("("):
        address = _TRAILING.sub("", address[:-1])
    host = unescape(address).split("://", 1)[-1]
    if not host or not host[0].isalnum() or ("." not in host and not host.startswith("localhost")):
        return written
    target = address if "://" in address else f"https://{address}"
    return f'<a href="{target}" rel="noopener">{address}</a>{written[len(address) :]}'
