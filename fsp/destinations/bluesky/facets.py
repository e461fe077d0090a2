"""Marks the links and hashtags of a text. Their places are counted in bytes of UTF-8."""

import re
from typing import Any

from fsp.destinations.graphemes import count_graphemes

MAX_TAG_GRAPHEMES = 64
_LINK = re.compile(r"(?<![\w@/])https?://[^\s<>\"]+", re.IGNORECASE)
_HASHTAG = re.compile(r"(?:(?<=\s)|(?<=\()|^)[#＃]([^\s#＃\u00ad\u2060\u200a-\u200d\u20e2]+)")
_TRAILING = ".,;:!?'\"…。、）」』]}|*"
_NOT_IN_TAG = re.compile(r"[^\w\u200d]+\Z")
FACET = "app.bsky.richtext.facet"


def facets(text: str) -> list[dict[str, Any]]:
    """Return the facets of a text in their order."""
    links = [(match.start(), _without_tail(match[0])) for match in _LINK.finditer(text)]
    marked = [_facet(text, start, link, {"$type": f"{FACET}#link", "uri": link}) for start, link in links]
    for match in _HASHTAG.finditer(text):
        tag = _NOT_IN_TAG.sub("", match[1])
        is_tag = any(not character.isdigit() for character in tag) and count_graphemes(tag) <= MAX_TAG_GRAPHEMES
        is_in_link = any(start <= match.start() < start + len(link) for start, link in links)
        if is_tag and not is_in_link:
            marked.append(_facet(text, match.start(), match[0][0] + tag, {"$type": f"{FACET}#tag", "tag": tag}))
    return sorted(marked, key=lambda facet: int(facet["index"]["byteStart"]))


def _facet(text: str, start: int, words: str, feature: dict[str, str]) -> dict[str, Any]:
    first = len(text[:start].encode())
    return {"index": {"byteStart": first, "byteEnd": first + len(words.encode())}, "features": [feature]}


def _without_tail(link: str) -> str:
    """Return a link without the punctuation of the sentence around it."""
    while link[-1] in _TRAILING or (link[-1] == ")" and link.count("(") < link.count(")")):
        link = link[:-1]
    return link
