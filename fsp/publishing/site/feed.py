"""The Atom feed of a site. Source: RFC 4287; the ids are tag URIs after RFC 4151."""

from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from fsp.clock import from_epoch, iso
from fsp.publishing.site.content import Entry, Site

ATOM = "http://www.w3.org/2005/Atom"
FEED_ENTRIES = 30


def render_feed(site: Site, html: dict[str, str], *, address: str) -> str:
    """Return the feed of the newest entries; `html` holds each entry's text by its slug."""
    ET.register_namespace("", ATOM)
    feed = ET.Element(f"{{{ATOM}}}feed", {"xml:lang": site.language})
    _text(feed, "id", _tag_uri(site, address, ""))
    _text(feed, "title", site.title)
    if site.description:
        _text(feed, "subtitle", site.description)
    _text(feed, "updated", iso(site.updated_at or from_epoch(0)))
    _text(ET.SubElement(feed, f"{{{ATOM}}}author"), "name", site.author)
    _link(feed, f"{address}feed.xml", "self", "application/atom+xml")
    _link(feed, address, "alternate", "text/html")
    for entry in site.entries[:FEED_ENTRIES]:
        _entry(feed, site, entry, html[entry.slug], address)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(feed, encoding="unicode") + "\n"


def _entry(feed: ET.Element, site: Site, entry: Entry, html: str, address: str) -> None:
    made = ET.SubElement(feed, f"{{{ATOM}}}entry")
    _text(made, "id", _tag_uri(site, address, entry.slug))
    _text(made, "title", entry.title)
    _text(made, "published", iso(entry.published_at))
    _text(made, "updated", iso(entry.updated_at))
    _link(made, f"{address}{entry.slug}/", "alternate", "text/html")
    for tag in entry.tags:
        ET.SubElement(made, f"{{{ATOM}}}category", {"term": _clean(tag)})
    if entry.summary:
        _text(made, "summary", entry.summary)
    _text(made, "content", html).set("type", "html")


def _tag_uri(site: Site, address: str, slug: str) -> str:
    # Made of what never changes, so that moving to another host alone makes no reader show everything again.
    return f"tag:{urlsplit(address).hostname},2026:{site.slug}/{slug}"


def _text(parent: ET.Element, name: str, text: str) -> ET.Element:
    made = ET.SubElement(parent, f"{{{ATOM}}}{name}")
    made.text = _clean(text)
    return made


def _link(parent: ET.Element, href: str, rel: str, media_type: str) -> None:
    ET.SubElement(parent, f"{{{ATOM}}}link", {"href": href, "rel": rel, "type": media_type})


def _clean(text: str) -> str:
    # XML 1.0 has no way to write most control characters.
    return "".join(character for character in text if character >= " " or character in "\t\n\r")
