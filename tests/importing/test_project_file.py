"""The project's own file: a field counts only if the file changed, and what was decided in FSP stays."""

import pytest

from fsp.importing.import_posts import ImportReport
from fsp.models.project import Project
from fsp.stores import db
from tests.importing.again import Blog


def load(blog: Blog, text: str, *, is_dry_run: bool = False) -> ImportReport:
    """Import a blog with this project file."""
    (blog.folder / "fsp.yaml").write_text(text)
    blog.write("a.md", date="2020-01-01 09:00")
    return blog.load(is_dry_run=is_dry_run)


def project() -> Project:
    return db.session.query(Project).one()


def test_its_fields_become_those_of_the_project(blog: Blog) -> None:
    about = "title: Other\ndescription: |\n  About\n  it\nauthor: 007\n"

    load(blog, f"{about}language: pt_BR\ntimezone: Asia/Tokyo\nunicode_slugs: yes\n")

    created = project()
    assert (created.title, created.author, created.language, created.timezone) == ("Blog", "007", "pt-BR", "Asia/Tokyo")
    assert (created.description, created.has_unicode_slugs, created.fetches_remote_images) == (
        "About\nit\n",
        True,
        False,
    )
    assert blog.item().publish_at is not None
    assert f"{blog.item().publish_at:%H:%M}" == "00:00"


def test_what_was_decided_here_stays_and_what_changed_in_the_file_counts(blog: Blog) -> None:
    load(blog, "author: Ada\ndescription: One\n")
    project().author = "Eve"
    db.session.commit()

    report = load(blog, "author: Ada\ndescription: Two\n")
    conflict = load(blog, "author: Bob\ndescription: Two\n")

    assert (project().author, project().description) == ("Eve", "Two")
    assert report.notes == []
    assert conflict.notes == ["fsp.yaml: author is 'Eve' in FSP and 'Bob' in the file; kept the value in FSP."]


def test_a_dry_run_changes_nothing(blog: Blog) -> None:
    load(blog, "author: Ada\n")

    load(blog, "author: Eve\n", is_dry_run=True)

    assert project().author == "Ada"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("author: [a]\n", ":1: \"author\" must be a string, got ['a']."),
        ("\nlanguage: English\n", ":2: \"language\" must be a language tag such as en or pt-BR, got 'English'."),
        ("timezone: Mars/Here\n", ":1: \"timezone\" must be a time zone such as Europe/Berlin, got 'Mars/Here'."),
        ("unicode_slugs: maybe\n", ":1: \"unicode_slugs\" must be true or false, got 'maybe'."),
        ("- a\n", ":1: front matter must be \"name: value\" lines, got ['a']."),
    ],
)
def test_a_bad_value_is_named_with_its_line_and_stops_nothing(blog: Blog, text: str, fault: str) -> None:
    report = load(blog, text)

    assert [str(line) for line in report.faults] == [f"fsp.yaml{fault}"]
    assert report.created == 1
    assert (project().author, project().language) == ("", "en")
