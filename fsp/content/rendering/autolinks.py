"""Turns bare URLs into links."""

import re
from html import unescape

_PLACES = re.compile(
    r"<a\b[^>]*>.*?</a>|<code\b[^>]*>.*?</code>|<pre\b[^>]*>.*?</pre>|<span class=\"math.*?</span>|<[^>]*>|"
    r"(?<![A-Za-z0-9_/.@-])(?P<address>(?:https?://|www\.)[^\s<>\"`\u3000-\u303f\uff00-\uffef]+)",
    re.DOTALL | re.IGNORECASE,
)
_PUNCTUATION = "?!.,:;*_~'\"\u201d\u2019"
_ENTITIES = ("&quot;", "&gt;", "&lt;", "&nbsp;")
_NO_HOST = re.compile(r"[^/?#]*[\\^%|{}\[\]]")
_ENTITY = re.compile(r"&#?\w{1,8};\Z")


def link_addresses(html: str) -> str:
    """Return cleaned HTML with the URLs in its text as links."""
    if "://" not in html and "www." not in html:
        return html
    return _PLACES.sub(_linked, html)


def _linked(match: re.Match[str]) -> str:
    written = match["address"]
    if written is None:
        return match[0]
    address = _without_punctuation(written)
    surplus = address.count(")") - address.count("(")
    if surplus > 0:
        closing = len(address) - len(address.rstrip(")"))
        address = _without_punctuation(address[: len(address) - min(surplus, closing)])
    host = unescape(address).split("://", 1)[-1]
    if (
        not host
        or not host[0].isalnum()
        or _NO_HOST.match(host)
        or ("." not in host and not host.startswith("localhost"))
    ):
        return written
    target = address if "://" in address else f"https://{address}"
    return f'<a href="{target}" rel="noopener">{address}</a>{written[len(address) :]}'


def _without_punctuation(address: str) -> str:
    """Return a URL without trailing punctuation that belongs to the sentence."""
    end = len(address)
    while end:
        entity = next((entity for entity in _ENTITIES if address.endswith(entity, 0, end)), "")
        if entity:
            end -= len(entity)
        elif address[end - 1] not in _PUNCTUATION or _ENTITY.search(address[max(0, end - 10) : end]):
            break
        else:
            end -= 1
    return address[:end]
