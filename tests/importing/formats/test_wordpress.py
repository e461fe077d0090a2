"""Importing a WordPress export."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from fsp.errors import InvalidInput
from fsp.models.item import ItemState
from fsp.models.project import Project
from fsp.models.redirect import Redirect
from fsp.stores import db
from tests.content.images.pictures import picture
from tests.importing.formats.conftest import Importing
from tests.importing.formats.exports import wxr, wxr_item, zip_of
from tests.importing.formats.posts import body_of, posts


def test_a_post_keeps_its_fields(importing: Importing) -> None:
    more = (
        '<category domain="category" nicename="garden"><![CDATA[Garden]]></category>'
        '<category domain="post_tag" nicename="sowing"><![CDATA[Sowing]]></category>'
        '<category domain="category" nicename="uncategorized"><![CDATA[Uncategorized]]></category>'
        "<wp:postmeta><wp:meta_key>_thumbnail_id</wp:meta_key><wp:meta_value>9</wp:meta_value></wp:postmeta>"
    )
    cover = "https://garden.example/wp-content/uploads/2020/01/beds.png"
    attachment = wxr_item(
        id="9", type="attachment", status="inherit", more=f"<wp:attachment_url>{cover}</wp:attachment_url>"
    )

    report = importing(("blog.xml", wxr(wxr_item(excerpt="Go in early.", more=more), attachment)))

    post = posts()["first-beans"]
    assert (report.created, report.faults) == (1, [])
    assert (post.title, post.summary, post.tags) == ("First beans", "Go in early.", ["Garden", "Sowing"])
    assert post.publish_at == datetime(2020, 1, 2, 8, tzinfo=UTC)
    assert (post.authors, post.cover, post.state) == (["Ada Byron"], cover, ItemState.SCHEDULED)
    assert db.session.scalars(select(Redirect.path)).all() == ["2020/01/first-beans"]
    project = db.session.scalars(select(Project)).one()
    assert (project.language, project.description) == ("de-DE", "Notes from a garden")
    assert project.fetches_remote_images


def test_importing_again_changes_nothing(importing: Importing) -> None:
    export = ("blog.xml", wxr(wxr_item(), wxr_item(id="8", slug="second", title="Second")))
    importing(export)

    report = importing(export)

    assert (report.created, report.updated, report.unchanged) == (0, 0, 2)


@pytest.mark.parametrize("status", ["draft", "pending", "private", "trash", "auto-draft"])
def test_only_public_posts_are_published(importing: Importing, status: str) -> None:
    importing(("blog.xml", wxr(wxr_item(status=status))))

    assert posts()["first-beans"].state == ItemState.DRAFT


def test_the_footnotes_of_a_field_are_footnotes(importing: Importing) -> None:
    content = '<!-- wp:paragraph --><p>A<sup data-fn="f1" class="fn"><a href="#f1" id="f1-link">1</a></sup></p>'
    notes = '[{"content":"See <em>there</em>","id":"f1"}]'
    value = f"<wp:meta_value><![CDATA[{notes}]]></wp:meta_value>"
    more = f"<wp:postmeta><wp:meta_key>footnotes</wp:meta_key>{value}</wp:postmeta>"

    importing(("blog.xml", wxr(wxr_item(content=content, more=more))))

    assert body_of(posts()["first-beans"]) == "A[^1]\n\n[^1]: See *there*"


def test_a_post_with_a_password_is_held_back(importing: Importing) -> None:
    importing(("blog.xml", wxr(wxr_item(password="hunter2"))))

    post = posts()["first-beans"]
    assert post.state == ItemState.DRAFT
    assert "hunter2" not in str(vars(post))


def test_a_draft_without_a_date_and_slug_is_imported(importing: Importing) -> None:
    importing(("blog.xml", wxr(wxr_item(status="draft", date="0000-00-00 00:00:00", slug="", link="?p=7"))))

    post = posts()["first-beans"]
    assert post.state == ItemState.DRAFT


def test_the_classic_editor_and_the_block_editor_become_markdown(importing: Importing) -> None:
    classic = 'One.\nTwo.\n\nThree <em>x</em>\n<ul>\n<li>a</li>\n</ul>\n<pre class="lang-sh">a\n\nb [gallery]</pre>'
    blocks = (
        "<!-- wp:heading --><h2>Sow</h2><!-- /wp:heading -->\n\n<!-- wp:paragraph --><p>Now.</p><!-- /wp:paragraph -->"
    )

    importing(("blog.xml", wxr(wxr_item(content=classic), wxr_item(id="8", slug="second", content=blocks))))

    assert body_of(posts()["first-beans"]) == ("One.\\\nTwo.\n\nThree *x*\n\n- a\n\n```sh\na\n\nb [gallery]\n```")
    assert body_of(posts()["second"]) == "## Sow\n\nNow."


def test_links_between_posts_and_captions_survive(importing: Importing) -> None:
    content = (
        'See <a href="https://www.garden.example/2020/02/second/#sow">second</a>.\n\n'
        '[caption id="a" align="left" width="5"]'
        '<img src="https://garden.example/wp-content/uploads/a.png" alt="A" /> Beds[/caption]'
    )
    second = wxr_item(
        id="8", slug="second", link="https://garden.example/2020/02/second/", content='<h2 id="sow">S</h2>'
    )

    report = importing(("blog.xml", wxr(wxr_item(content=content), second)))

    body = body_of(posts()["first-beans"])
    assert "[second](/2020/02/second/#sow)" in body
    assert "<figcaption>Beds</figcaption>" in body
    assert report.dead_links == 0


def test_images_in_the_same_zip_are_used(importing: Importing, tmp_path: Path) -> None:
    content = '<img src="https://garden.example/wp-content/uploads/2020/01/beds-300x200.png" alt="Beds">'
    path = zip_of(
        tmp_path / "blog.zip",
        {"blog.xml": wxr(wxr_item(content=content)), "uploads/2020/01/beds-300x200.png": picture("PNG")},
    )

    report = importing(path)

    assert (report.images, report.missing_images) == (1, 0)
    assert body_of(posts()["first-beans"]) == "![Beds](/uploads/2020/01/beds-300x200.png)"


def test_control_characters_in_the_export_are_tolerated(importing: Importing) -> None:
    report = importing(("blog.xml", wxr(wxr_item(content="A\x00B\x0bC"))))

    assert report.faults == []
    assert body_of(posts()["first-beans"]) == "ABC"


def test_pages_are_marked_and_other_types_are_reported(importing: Importing) -> None:
    report = importing(
        ("blog.xml", wxr(wxr_item(id="3", type="page", slug="about"), wxr_item(id="4", type="nav_menu_item", slug="x")))
    )

    assert posts()["about"].layout == "page"
    assert "1 entries of the type nav_menu_item were skipped." in report.notes


@pytest.mark.parametrize("data", [wxr(wxr_item())[:-40], wxr(wxr_item()).replace(b"<rss", b"<!DOCTYPE x><rss", 1)])
def test_a_damaged_export_is_refused(importing: Importing, data: bytes) -> None:
    with pytest.raises(InvalidInput, match="The WordPress export"):
        importing(("blog.xml", data))
