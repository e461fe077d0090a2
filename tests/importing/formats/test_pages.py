"""Importing HTML pages, and exports of Medium and Notion."""

from datetime import UTC, datetime
from pathlib import Path

from fsp.models.item import ItemState
from tests.content.images.pictures import picture
from tests.importing.formats.conftest import Importing
from tests.importing.formats.exports import bytes_of_zip, zip_of
from tests.importing.formats.posts import body_of, posts

PAGE = """<!doctype html><html lang="de"><head><title>First beans | Garden</title>
<meta name="description" content="Go in early."><meta name="author" content="Ada Byron">
<meta property="article:published_time" content="2020-01-02T08:00:00Z">
<meta name="keywords" content="garden, sowing"></head>
<body><nav><a href="/">Home</a></nav><article><h1>First beans</h1><p>Broad <a href="other.html">beans</a>.</p>
<img src="img/bean.png" alt="A bean"></article><footer>Footer</footer></body></html>"""

STORY = """<!DOCTYPE html><html><head><title>First beans</title></head><body><article class="h-entry">
<header><h1 class="p-name">First beans</h1></header>
<section data-field="subtitle" class="p-summary">Go in early.</section>
<section data-field="body" class="e-content"><section class="section"><div class="section-divider"><hr></div>
<h3 class="graf">First beans</h3><p>Broad beans.</p><h3>Sowing</h3></section></section>
<footer><p>By <a class="p-author h-card" href="https://medium.com/@ada">Ada Byron</a> on
<a href="x"><time class="dt-published" datetime="2020-01-02T08:00:00.000Z">2 Jan</time></a>.</p>
<p><a class="p-canonical" href="https://medium.com/@ada/first-beans-3f2a1b">Canonical link</a></p></footer>
</article></body></html>"""

ID, OTHER = "0123456789abcdef0123456789abcdef", "fedcba9876543210fedcba9876543210"
NOTION: dict[str, bytes | str] = {
    f"Garden {ID}.md": f"# Garden\n\nSee [First beans](Garden%20{ID}/First%20beans%20{OTHER}.md).\n",
    f"Garden {ID}/First beans {OTHER}.md": "# First beans\n\nTags: Garden, Sowing\nDate: January 2, 2020\n\n"
    "Broad beans.\n\n"
    f"![A bean](First%20beans%20{OTHER}/bean.png)\n",
    f"Garden {ID}/First beans {OTHER}/bean.png": picture("PNG"),
}


def test_pages_keep_their_links_images_and_head(importing: Importing, tmp_path: Path) -> None:
    other = "<html><body><main><h1>Other</h1><p>Text.</p></main></body></html>"

    report = importing(
        zip_of(
            tmp_path / "site.zip",
            {"blog/first-beans.html": PAGE, "blog/other.html": other, "blog/img/bean.png": picture("PNG")},
        )
    )

    post = posts()["first-beans"]
    assert (report.created, report.images, report.dead_links, report.faults) == (2, 1, 0, [])
    assert (post.title, post.summary, post.language, post.tags) == (
        "First beans",
        "Go in early.",
        "de",
        ["garden", "sowing"],
    )
    assert post.publish_at == datetime(2020, 1, 2, 8, tzinfo=UTC)
    assert body_of(post) == "Broad [beans](other.html).\n\n![A bean](img/bean.png)"


def test_a_page_that_asks_not_to_be_indexed_is_unlisted(importing: Importing, tmp_path: Path) -> None:
    hidden = PAGE.replace('<meta name="author"', '<meta name="robots" content="noindex"><meta name="author"')

    importing(("first-beans.html", hidden.encode()))

    assert posts()["first-beans"].is_unlisted


def test_medium_stories_and_drafts(importing: Importing, tmp_path: Path) -> None:
    draft = STORY.replace("First beans", "A draft")
    files: dict[str, bytes | str] = {
        "README.html": "<html><body>Hello</body></html>",
        "posts/2020-01-02_First-beans-3f2a1b.html": STORY,
        "posts/draft_A-draft-4c5d6e.html": draft,
    }

    report = importing(zip_of(tmp_path / "medium.zip", files))

    story, unfinished = posts()["first-beans"], posts()["a-draft"]
    assert (report.created, report.faults) == (2, [])
    assert (story.summary, story.authors, story.state) == ("Go in early.", ["Ada Byron"], ItemState.SCHEDULED)
    assert body_of(story) == "Broad beans.\n\n## Sowing"
    assert unfinished.state == ItemState.DRAFT


def test_notion_pages_keep_properties_links_and_images(importing: Importing, tmp_path: Path) -> None:
    report = importing(zip_of(tmp_path / "notion.zip", dict(NOTION)))

    post = posts()["first-beans"]
    assert (report.created, report.images, report.dead_links, report.faults) == (2, 1, 0, [])
    assert (post.tags, post.publish_at) == (["Garden", "Sowing"], datetime(2020, 1, 2, tzinfo=UTC))
    assert body_of(post).startswith("Broad beans.")
    assert "Garden/First%20beans-fedcba98.md" in body_of(posts()["garden"])


def test_notion_packs_a_zip_in_a_zip(importing: Importing, tmp_path: Path) -> None:
    outer = zip_of(tmp_path / "notion.zip", {"ExportBlock-1-Part-1.zip": bytes_of_zip(dict(NOTION))})

    assert importing(outer).created == 2
    assert importing(outer).unchanged == 2
