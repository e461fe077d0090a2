"""The Atom feed of a site. Source: RFC 4287; the ids are tag URIs after RFC 4151."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from fsp.clock import from_epoch, iso
from fsp.content.languages import language_tag
from fsp.publishing.frozen_moments import moment_from_text
from fsp.publishing.site.content import Site
from fsp.publishing.site.manifest import Line

ATOM = "http://www.w3.org/2005/Atom"
FEED_ENTRIES = 30

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True)
class FeedEntry:
    """One of the newest entries, with its text as HTML with absolute addresses."""

    line: Line
    html: str


def render_feed(site: Site, entries: Sequence[FeedEntry], *, address: str) -> str:
    """Return the feed of the newest entries."""
    ET.register_namespace("", ATOM)
    feed = ET.Element(f"{{{ATOM}}}feed")
    if language_tag(site.language):
        feed.set(_XML_LANG, language_tag(site.language))
    updated_at = max((moment_from_text(entry.line.updated_at) for entry in entries), default=from_epoch(0))
    _text(feed, "id", _tag_uri(site, address, ""))
    _text(feed, "title", site.title)
    if site.description:
        _text(feed, "subtitle", site.description)
    _text(feed, "updated", iso(updated_at))
    _text(ET.SubElement(feed, f"{{{ATOM}}}author"), "name", site.author)
    _link(feed, f"{address}feed.xml", "self", "application/atom+xml")
    _link(feed, address, "alternate", "text/html")
    for entry in entries:
        _entry(feed, site, entry, address)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(feed, encoding="unicode") + "\n"


def _entry(feed: ET.Element, site: Site, entry: FeedEntry, address: str) -> None:
    line = entry.line
    element = ET.SubElement(feed, f"{{{ATOM}}}entry")
    if language_tag(line.language):
        element.set(_XML_LANG, language_tag(line.language))
    _text(element, "id", _tag_uri(site, address, line.slug))
    _text(element, "title", line.title)
    _text(element, "published", iso(moment_from_text(line.published_at)))
    _text(element, "updated", iso(moment_from_text(line.updated_at)))
    _link(element, f"{address}{line.slug}/", "alternate", "text/html")
    for tag, _ in line.tags:
        ET.SubElement(element, f"{{{ATOM}}}category", {"term": _clean(tag)})
    if line.summary:
        _text(element, "summary", line.summary)
    _text(element, "content", entry.html).set("type", "html")


def _tag_uri(site: Site, address: str, slug: str) -> str:
    # The id uses only values that never change, so that a move to another host does not show every entry as new.
    return f"tag:{urlsplit(address).hostname},2026:{site.slug}/{slug}"


def _text(parent: ET.Element, name: str, text: str) -> ET.Element:
    element = ET.SubElement(parent, f"{{{ATOM}}}{name}")
    element.text = _clean(text)
    return element


def _link(parent: ET.Element, href: str, rel: str, media_type: str) -> None:
    ET.SubElement(parent, f"{{{ATOM}}}link", {"href": href, "rel": rel, "type": media_type})


def _clean(text: str) -> str:
    # XML 1.0 cannot represent most control characters.
    return _NOT_IN_XML.sub("", text)
