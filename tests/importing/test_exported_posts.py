"""An export is the inverse of an import: a copy is the same, and the project itself does not change."""

from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from fsp.clock import utc_now
from fsp.content.editing import ItemText, create_item, save_item
from fsp.content.project_settings import ProjectText, create_project
from fsp.content.revisions import add_draft_revision
from fsp.models.item import Item, ItemState, RevisionOrigin
from fsp.publishing.due import due_items
from fsp.publishing.publish_item import publish_item
from fsp.publishing.schedule import schedule_item, unschedule_item
from fsp.settings import Settings
from fsp.stores import db
from tests.exporting.test_build import PIXEL
from tests.importing.again import Blog
from tests.importing.exported import copy, everything, images

POSTS = {
    "posts/2020-01-01-one.md": "title: One\ndate: 2020-01-01T00:30:00+02:00\naliases: [/old/one, 'a b?']",
    "posts/two.md": "title: Two\nslug: zwei\ndate: 2020-01-02\ntags: ['a  b', c]\nexpiryDate: 2999-01-01",
    "_drafts/three.md": "title: Three\ndate: 2020-01-03",
    "sub/index.md": "title: Sub\nstatus: private\ncustom: {a: [1, '2']}",
    "unlisted.md": "title: Unlisted\nunlisted: true\ndate: 2020-01-05",
    "later.md": "title: Later\ndate: 2999-01-01\naliases: [/old/one]",
    "CON.md": "title: Device\ndate: 2020-01-06",
    "failed.md": "title: Failed\ndate: 2020-01-07",
    "old-name.md": "title: Permanent\npermalink: /2019/permanent/\ndate: 2020-01-08\nextra: {render: never}",
}
IMAGE = "![x](<a*b.png>)"


def decide(blog: Blog) -> None:
    """Do with the items what people do."""
    items = blog.items()
    for item_id, _ in due_items("blog", utc_now()):
        publish_item(item_id, settings=blog.settings, now=utc_now())
    db.session.expire_all()
    items["failed"].state = ItemState.FAILED
    unschedule_item(items["later"])
    schedule_item(items["three"], utc_now())
    items["unlisted"].held_because = ""
    items["unlisted"].state = ItemState.PUBLISHED
    items["unlisted"].published_at = utc_now()
    text = ItemText("Drei", "Sum", "", "x, y", "A\r\n\r\nnew text\n")
    save_item(items["three"], text, seen_revision_id=items["three"].current_revision_id, author="ada")
    add_draft_revision(items["sub"], "A draft ![x](img.png)", RevisionOrigin.GENERATED, author="model")
    project = items["sub"].project
    create_item(project, ItemText("Made here", "", "brief", "", "\n\nOn the page\n"))
    project.author, project.description, project.language = "Ada", "About\nit", "pt-BR"
    db.session.commit()


@pytest.fixture
def decided(blog: Blog) -> Blog:
    for name, text in POSTS.items():
        file = blog.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"---\n{text}\n---\n\n{IMAGE if 'two' in name else 'x'} of {name}\n")
    (blog.folder / "posts" / "a*b.png").write_bytes(PIXEL)
    blog.load()
    decide(blog)
    assert images("Blog") != {}
    return blog


def as_copied(values: dict[str, Any]) -> dict[str, Any]:
    """Return what a copy holds: what was published is published again at its new place."""
    return values | ({"state": "scheduled"} if values["state"] == "published" else {})


def test_a_copy_is_the_same(decided: Blog, tmp_path: Path) -> None:
    report = copy("blog", "Copy", tmp_path, decided.settings)

    before, after = everything("Blog"), everything("Copy")
    assert report.faults == []
    assert after == {slug: as_copied(values) for slug, values in before.items()}
    assert images("Copy") == images("Blog")


def test_the_fields_of_the_project_come_with_it(decided: Blog, tmp_path: Path) -> None:
    copy("blog", "Copy", tmp_path, decided.settings)

    project = next(iter(decided.items("Copy").values())).project
    assert (project.author, project.description, project.language) == ("Ada", "About\nit", "pt-BR")


def test_an_export_into_its_own_project_changes_nothing(decided: Blog, tmp_path: Path) -> None:
    before = everything("Blog", without=frozenset({"updated_at"}))

    report = copy("blog", "Blog", tmp_path, decided.settings)

    assert everything("Blog", without=frozenset({"updated_at"})) == before
    assert (report.created, report.updated, report.notes, report.faults) == (0, 0, [], [])


def test_the_folder_is_unchanged_after_an_export_was_imported(decided: Blog, tmp_path: Path) -> None:
    copy("blog", "Blog", tmp_path, decided.settings)
    before = everything("Blog", without=frozenset({"updated_at"}))

    report = decided.load()

    assert everything("Blog", without=frozenset({"updated_at"})) == before
    assert (report.created, report.updated) == (0, 0)


def test_a_copy_of_a_copy_is_the_same_again(decided: Blog, tmp_path: Path) -> None:
    copy("blog", "Copy", tmp_path, decided.settings)
    copy("copy", "Copy 2", tmp_path, decided.settings)

    assert everything("Copy 2") == everything("Copy")


def test_what_changed_in_fsp_since_the_export_stays(decided: Blog, tmp_path: Path) -> None:
    copy("blog", "Elsewhere", tmp_path, decided.settings)
    decided.items()["zwei"].title = "Changed since"
    db.session.commit()

    report = copy("elsewhere", "Blog", tmp_path, decided.settings)

    assert decided.items()["zwei"].title == "Changed since"
    assert (report.created, report.updated) == (0, 0)


@pytest.mark.parametrize("text", [ItemText("T", body="Not yet"), ItemText("Not yet", body="Text.")])
def test_an_edit_that_was_not_published_is_not_published_by_the_copy(
    blog: Blog, tmp_path: Path, text: ItemText
) -> None:
    blog.write("a.md", date="2020-01-01")
    blog.load()
    publish_item(blog.item().id, settings=blog.settings, now=utc_now())
    item = blog.item()
    save_item(item, text, seen_revision_id=item.current_revision_id, author="ada")

    copy("blog", "Copy", tmp_path, blog.settings)

    copied = blog.items("Copy")["a"]
    assert (copied.state, copied.title, blog.body(copied)) == ("draft", text.title, text.body)
    assert "unpublished changes" in copied.held_because


def test_slugs_of_any_script_stay(core: Flask, settings: Settings, tmp_path: Path) -> None:
    project = create_project(ProjectText("Blog"))
    create_item(project, ItemText("x", body="x")).slug = "北京-post"
    db.session.commit()

    copy("blog", "Copy", tmp_path, settings)

    assert list(everything("Copy")) == ["北京-post"]


def test_a_deleted_item_is_not_exported(blog: Blog, tmp_path: Path) -> None:
    blog.write("a.md")
    blog.write("b.md")
    blog.load()
    db.session.get_one(Item, blog.items()["a"].id).deleted_at = utc_now()
    db.session.commit()

    copy("blog", "Copy", tmp_path, blog.settings)

    assert list(everything("Copy")) == ["b"]
