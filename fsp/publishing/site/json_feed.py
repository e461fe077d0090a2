"""The JSON feed of a site. Source: https://www.jsonfeed.org/version/1.1/."""

import json
from collections.abc import Sequence
from typing import Any

from fsp.clock import iso
from fsp.content.languages import language_tag
from fsp.publishing.frozen_moments import moment_from_text
from fsp.publishing.site.content import Site
from fsp.publishing.site.feed import FeedEntry

VERSION = "https://jsonfeed.org/version/1.1"


def render_json_feed(site: Site, entries: Sequence[FeedEntry], *, address: str) -> str:
    """Return the feed of the newest entries."""
    feed: dict[str, Any] = {
        "version": VERSION,
        "title": site.title,
        "home_page_url": address,
        "feed_url": f"{address}feed.json",
        "authors": [{"name": site.author}],
    }
    if site.description:
        feed["description"] = site.description
    if language_tag(site.language):
        feed["language"] = language_tag(site.language)
    feed["items"] = [_item(entry, address) for entry in entries]
    return json.dumps(feed, ensure_ascii=False, indent=1) + "\n"


def _item(entry: FeedEntry, address: str) -> dict[str, Any]:
    line = entry.line
    item: dict[str, Any] = {
        "id": f"{address}{line.slug}/",
        "url": f"{address}{line.slug}/",
        "title": line.title,
        "content_html": entry.html,
        "date_published": iso(moment_from_text(line.published_at)),
        "date_modified": iso(moment_from_text(line.updated_at)),
    }
    if line.summary:
        item["summary"] = line.summary
    if line.tags:
        item["tags"] = [tag for tag, _ in line.tags]
    if language_tag(line.language):
        item["language"] = language_tag(line.language)
    return item
