"""An item belongs to its source path; slugs are addresses."""

import unicodedata

import pytest
from sqlalchemy import select

from fsp.content.editing import ItemText, create_item
from fsp.importing.identity import name_of
from fsp.models.project import Project
from fsp.models.redirect import Redirect
from fsp.stores import db
from tests.importing.again import Blog


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("posts/beans.md", "beans"),
        ("posts/2020-01-02-beans.md", "beans"),
        ("posts/beans/index.md", "beans"),
        ("posts/2020-01-02-beans/index.en.md", "beans"),
        ("docs/_index.md", "docs"),
        ("docs/README.md", "docs"),
        ("README.md", "README"),
        ("_index.md", "home"),
    ],
)
def test_a_file_is_named_by_itself_or_by_its_folder(path: str, name: str) -> None:
    assert name_of(path) == name


def test_files_of_one_name_are_posts_of_their_own(blog: Blog) -> None:
    for name in ("a/intro.md", "b/intro.md", "Intro.md", "北京.md", "背景.md", "🎉.md", "tags.md"):
        blog.write(name, name)

    blog.load()

    assert sorted(blog.items()) == ["a-intro", "b-intro", "bei-jing", "bei-jing-2", "intro", "t", "tags-2"]


def test_a_newcomer_takes_nobody_s_place(blog: Blog) -> None:
    blog.write("b/intro.md", "First")
    blog.load()
    blog.write("a/intro.md", "Newcomer")

    blog.load()

    assert {slug: blog.body(item) for slug, item in blog.items().items()} == {"intro": "First", "a-intro": "Newcomer"}


def test_a_post_made_here_is_not_taken_over_unless_the_file_names_its_slug(blog: Blog) -> None:
    blog.write("x.md")
    blog.load()
    project = db.session.scalars(select(Project)).one()
    create_item(project, ItemText(title="Beans", body="Mine"))
    create_item(project, ItemText(title="Peas", body="Mine"))
    blog.write("beans.md", "Other")
    blog.write("green.md", "From the export", slug="peas")

    blog.load()

    sources = {slug: item.source_path for slug, item in blog.items().items()}
    assert sources == {"x": "x.md", "beans": None, "beans-2": "beans.md", "peas": "green.md"}


def test_a_renamed_file_is_the_same_post(blog: Blog) -> None:
    blog.write("a.md", "Unmistakable")
    blog.load()
    (blog.folder / "a.md").rename(blog.folder / "better.md")

    report = blog.load()

    assert (list(blog.items()), blog.item().source_path) == (["a"], "better.md")
    assert report.notes == ["better.md: file was renamed from a.md."]


def test_a_vanished_file_is_one_note_and_its_post_stays(blog: Blog) -> None:
    blog.write("a.md", "A")
    blog.write("b.md", "B")
    blog.load()
    (blog.folder / "a.md").unlink()

    report = blog.load()

    assert sorted(blog.items()) == ["a", "b"]
    assert report.notes == ['a.md: file not in this import; its post "a" was left unchanged.']


def test_a_new_slug_in_the_file_moves_the_post_and_the_old_address_leads_there(blog: Blog) -> None:
    blog.write("a.md", slug="one")
    blog.load()
    blog.write("a.md", slug="two")

    blog.load()
    blog.load()

    assert list(blog.items()) == ["two"]
    assert db.session.execute(select(Redirect.path, Redirect.item_id)).all() == [("one", blog.item().id)]


def test_old_addresses_of_a_file_lead_to_its_post(blog: Blog) -> None:
    blog.write(
        "a.md", aliases="[/2019/old/, 'https://example.org/older.html', ../../etc, /b/]", permalink="/2020/a.html"
    )
    blog.write("b.md")
    blog.load()
    blog.load()

    paths = set(db.session.scalars(select(Redirect.path)))
    assert paths >= {"2019/old", "older.html", "2020/a.html"}
    assert not any(".." in path for path in paths)


def test_a_name_is_the_same_however_its_letters_are_composed(blog: Blog) -> None:
    blog.write(unicodedata.normalize("NFC", "café.md"), "Coffee")
    blog.load()
    (blog.folder / unicodedata.normalize("NFC", "café.md")).rename(
        blog.folder / unicodedata.normalize("NFD", "café.md")
    )

    report = blog.load()

    assert (report.created, list(blog.items())) == (0, ["cafe"])


def test_projects_whose_names_have_one_slug_are_two(blog: Blog) -> None:
    blog.write("a.md")

    slugs = [blog.load(title=title).project_slug for title in ("C", "C++", "c", "北京", "背景", "🎉")]

    assert slugs == ["c", "c-2", "c", "bei-jing", "bei-jing-2", "project"]
