"""Importing posts, once and again."""

import zipfile
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from fsp.content.revisions import add_current_revision
from fsp.errors import InvalidInput
from fsp.importing.import_posts import ImportReport, import_posts
from fsp.models.item import Item, ItemState, Revision, RevisionOrigin
from fsp.models.media import Media
from fsp.settings import Settings
from fsp.stores import db
from tests.content.images.pictures import picture
from tests.refused_rows import refuse_inserts

PNG = picture("PNG")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    posts = tmp_path / "posts"
    (posts / "img").mkdir(parents=True)
    (posts / "2026-05-01-beans.md").write_text(
        "---\ntitle: Beans\ndate: 2026-05-01\ntags: [garden]\n---\n\n![A bean](img/bean.png)\n"
    )
    (posts / "soup.md").write_text("---\ntitle: Soup\ndraft: true\n---\n\nHot.\n")
    (posts / "img" / "bean.png").write_bytes(PNG)
    return posts


def run(source: Path, settings: Settings) -> ImportReport:
    return import_posts(source, "Garden journal", settings=settings)


def counts(report: ImportReport) -> tuple[int, int, int, int]:
    return report.created, report.updated, report.unchanged, len(report.faults)


def item(slug: str) -> Item:
    db.session.expire_all()
    return db.session.scalars(select(Item).where(Item.slug == slug)).one()


def test_posts_become_items_with_their_images(core: Flask, settings: Settings, folder: Path) -> None:
    report = run(folder, settings)

    assert (report.project_slug, counts(report), report.images) == ("garden-journal", (2, 0, 0, 0), 1)
    assert (item("beans").state, item("soup").state) == (ItemState.SCHEDULED, ItemState.DRAFT)
    assert db.session.scalars(select(Media.path)).one() == "img/bean.png"


def test_a_second_import_changes_nothing(core: Flask, settings: Settings, folder: Path) -> None:
    run(folder, settings)

    again = run(folder, settings)

    assert counts(again) == (0, 0, 2, 0)
    assert db.session.scalar(select(func.count(Revision.id))) == 2


def test_a_changed_file_updates_its_item(core: Flask, settings: Settings, folder: Path) -> None:
    run(folder, settings)
    (folder / "soup.md").write_text("---\ntitle: Soup\n---\n\nCold.\n")

    report = run(folder, settings)

    assert counts(report) == (0, 1, 1, 0)
    current = item("soup").current_revision
    assert current is not None
    assert (current.body, current.number) == ("Cold.", 2)


def test_a_text_edited_here_is_not_overwritten(core: Flask, settings: Settings, folder: Path) -> None:
    run(folder, settings)
    add_current_revision(item("soup"), "Mine.", RevisionOrigin.PERSON)
    db.session.commit()
    (folder / "soup.md").write_text("---\ntitle: Soup\n---\n\nCold.\n")

    first, second = run(folder, settings), run(folder, settings)

    current = item("soup").current_revision
    assert current is not None
    assert current.body == "Mine."
    assert (len(first.notes), len(second.notes)) == (1, 0)


def test_a_bad_file_is_named_and_the_rest_is_imported(core: Flask, settings: Settings, folder: Path) -> None:
    (folder / "bad.md").write_text("---\ntitle: Bad\ndate: soon\n---\n")
    (folder / "latin.md").write_bytes(b"ok\n\xff\n")
    (folder / "zz.md").write_text("---\nslug: soup\n---\n")

    report = run(folder, settings)

    assert report.created == 3
    assert [(fault.name, fault.line) for fault in report.faults] == [("bad.md", 3), ("latin.md", 2)]
    assert item("soup-2").source_path == "zz.md"


def test_a_zip_is_read_without_leaving_it(core: Flask, settings: Settings, folder: Path, tmp_path: Path) -> None:
    archive = tmp_path / "posts.zip"
    with zipfile.ZipFile(archive, "w") as zip_file:
        for file in folder.rglob("*.*"):
            zip_file.write(file, file.relative_to(folder).as_posix())
        zip_file.writestr("../outside.md", "# Out")

    report = run(archive, settings)

    assert counts(report) == (2, 0, 0, 0)


def test_a_link_out_of_the_folder_is_not_followed(
    core: Flask, settings: Settings, folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "secret.md").write_text("# Secret")
    (folder / "link.md").symlink_to(tmp_path / "secret.md")

    assert run(folder, settings).created == 2


def test_an_unusable_source_is_refused(core: Flask, settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()

    with pytest.raises(InvalidInput, match="contains no posts"):
        run(tmp_path / "empty", settings)


def test_a_file_that_the_database_refuses_is_named_and_the_others_are_imported(
    core: Flask, settings: Settings, folder: Path
) -> None:
    refuse_inserts("items", "NEW.slug = 'beans'")

    report = run(folder, settings)

    assert [(fault.name, fault.message) for fault in report.faults] == [
        ("2026-05-01-beans.md", "The database rejected it: refused.")
    ]
    assert db.session.scalars(select(Item.slug)).all() == ["soup"]


def test_a_translation_has_its_language_in_its_address_and_on_its_page(
    core: Flask, settings: Settings, tmp_path: Path
) -> None:
    for name, slug in (("a/index.ar.md", "beans"), ("a/index.md", "beans"), ("b/index.md", "peas")):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(f"---\ntitle: A\nslug: {slug}\ndate: 2020-01-02\n---\nText {name}")

    run(tmp_path, settings)

    items = {post.slug: post for post in db.session.scalars(select(Item))}
    assert {slug: post.language for slug, post in items.items()} == {"beans": "", "beans-ar": "ar", "peas": ""}
    assert items["beans"].source_path == "a/index.md"
