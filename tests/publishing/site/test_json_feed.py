"""The JSON feed says what the Atom feed says."""

import json

from fsp.publishing.site.content import Site
from fsp.publishing.site.json_feed import VERSION, render_json_feed
from tests.publishing.site.test_feed import entry

ADDRESS = "https://x.org/site/garden/"


def test_it_has_what_the_version_asks_for() -> None:
    site = Site(1, "garden", "Garden", "Beans", "Ada", "en")

    feed = json.loads(render_json_feed(site, [entry("a", tags=(("Tea", "tea"),), summary="S")], address=ADDRESS))

    assert (feed["version"], feed["title"], feed["feed_url"]) == (VERSION, "Garden", f"{ADDRESS}feed.json")
    assert feed["items"] == [
        {
            "id": f"{ADDRESS}a/",
            "url": f"{ADDRESS}a/",
            "title": "a",
            "content_html": "<p>Text</p>",
            "date_published": "2026-05-01T09:00:00Z",
            "date_modified": "2026-05-01T09:00:00Z",
            "summary": "S",
            "tags": ["Tea"],
        }
    ]
