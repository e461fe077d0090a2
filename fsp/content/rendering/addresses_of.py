"""Collects the addresses in a text from its HTML."""

import re
from dataclasses import dataclass

from fsp.content.rendering.elements import attributes
from fsp.content.rendering.headings import ids_of
from fsp.content.rendering.page import without_colours
from fsp.content.rendering.source import Source, prepare

_LINK = re.compile(r"<a\b([^>]*)>")
_IMAGE = re.compile(r"<img\b([^>]*)>")
_PLAYER = re.compile(r"<(?:audio|video|source)\b([^>]*)>")


@dataclass(frozen=True)
class Addresses:
    """The references of a text, without duplicates, in order."""

    links: tuple[str, ...] = ()
    images: tuple[str, ...] = ()
    players: tuple[str, ...] = ()
    """The addresses of sound and video."""
    ids: frozenset[str] = frozenset()
    """The ids on its page, which its links may target."""
    unknown: tuple[str, ...] = ()
    """Unknown tags of generators, which stay as text."""
    left_out: tuple[str, ...] = ()
    """Tags that include a part of a theme, which pages leave out."""


def addresses_of(markdown: str) -> Addresses:
    """Return the references of a text."""
    html = without_colours(markdown)
    links = [attributes(match).get("href", "") for match in _LINK.findall(html)] if "<a" in html else []
    images = [attributes(match).get("src", "") for match in _IMAGE.findall(html)] if "<img" in html else []
    players = [attributes(match).get("src", "") for match in _PLAYER.findall(html)]
    prepared = prepare(markdown) if "{{" in markdown or "{%" in markdown else Source("")
    return Addresses(
        links=tuple(dict.fromkeys(url for url in links if url)),
        images=tuple(dict.fromkeys(url for url in images if url)),
        players=tuple(dict.fromkeys(url for url in players if url)),
        ids=ids_of(html),
        unknown=tuple(dict.fromkeys(prepared.unknown)),
        left_out=tuple(dict.fromkeys(prepared.left_out)),
    )
