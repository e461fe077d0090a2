"""Importing a saved feed."""

import json
from datetime import UTC, datetime

import pytest

from fsp.errors import InvalidInput
from tests.importing.formats.conftest import Importing
from tests.importing.formats.posts import body_of, posts

RSS = """<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Garden</title><link>https://garden.example/</link>
<language>en-gb</language><item><title>First &amp;amp; best beans</title>
<link>https://garden.example/2020/first-beans.html</link>
<guid>7</guid><pubDate>Thu, 02 Jan 2020 08:00:00 GMT</pubDate><category>Garden</category>
<dc:creator>Ada Byron</dc:creator>
<description>Short.</description><content:encoded><![CDATA[<p>Broad <b>beans</b>.</p>]]></content:encoded></item>
</channel></rss>"""

ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Garden</title><link href="https://garden.example/"/>
<entry><id>tag:7</id><title>First beans</title><link href="https://garden.example/first-beans/"/>
<published>2020-01-02T08:00:00Z</published><updated>2020-02-02T08:00:00Z</updated><author><name>Ada Byron</name>
</author>
<category term="Garden"/><content type="html">&lt;p&gt;Broad beans.&lt;/p&gt;</content></entry></feed>"""

JSON = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "home_page_url": "https://garden.example/",
        "items": [
            {
                "id": "7",
                "url": "https://garden.example/first-beans/",
                "title": "First beans",
                "content_html": "<p>Broad beans.</p>",
                "date_published": "2020-01-02T08:00:00Z",
                "tags": ["Garden"],
                "authors": [{"name": "Ada Byron"}],
            }
        ],
    }
)


@pytest.mark.parametrize(("name", "feed"), [("feed.rss", RSS), ("feed.xml", ATOM), ("feed.json", JSON)])
def test_an_entry_becomes_a_post(importing: Importing, name: str, feed: str) -> None:
    report = importing((name, feed.encode()))

    post = posts()["first-beans"]
    assert (report.created, report.faults) == (1, [])
    assert post.title in {"First beans", "First & best beans"}
    assert (post.tags, post.authors) == (["Garden"], ["Ada Byron"])
    assert post.publish_at == datetime(2020, 1, 2, 8, tzinfo=UTC)
    assert body_of(post).replace("*", "") == "Broad beans."


@pytest.mark.parametrize(("name", "feed"), [("feed.rss", RSS), ("feed.xml", ATOM), ("feed.json", JSON)])
def test_importing_again_changes_nothing(importing: Importing, name: str, feed: str) -> None:
    importing((name, feed.encode()))

    assert importing((name, feed.encode())).unchanged == 1


def test_a_summary_in_place_of_the_text_is_noted(importing: Importing) -> None:
    short = RSS[: RSS.index("<content:encoded>")] + "</item></channel></rss>"

    report = importing(("feed.rss", short.encode()))

    assert body_of(posts()["first-beans"]) == "Short."
    assert any("only a summary" in note for note in report.notes)


def test_an_empty_feed_is_refused(importing: Importing) -> None:
    with pytest.raises(InvalidInput, match="no entries"):
        importing(("feed.rss", b"<rss version='2.0'><channel></channel></rss>"))
