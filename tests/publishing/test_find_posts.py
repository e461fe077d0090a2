"""Finding posts and projects by words of their titles."""

import pytest
from flask import Flask

from fsp.history.query_timeout import TookTooLong
from fsp.models.item import Item
from fsp.models.project import Project
from fsp.publishing import find_posts as module
from fsp.publishing.find_posts import find_posts, find_projects
from fsp.stores import db


@pytest.fixture
def garden(core: Flask) -> Project:
    project = Project(slug="garden", title="Garden journal")
    db.session.add(project)
    db.session.flush()
    for number, title in enumerate(("The first beans", "100 % beans", "Slugs"), start=1):
        db.session.add(Item(project_id=project.id, slug=f"post-{number}", title=title, state="draft"))
    db.session.commit()
    return project


def test_all_words_are_in_the_title_or_the_slug(garden: Project) -> None:
    assert [post.title for post in find_posts(["bean"], limit=5)] == ["100 % beans", "The first beans"]
    assert [post.title for post in find_posts(["beans", "first"], limit=5)] == ["The first beans"]
    assert [post.title for post in find_posts(["100 %"], limit=5)] == ["100 % beans"]
    assert [post.title for post in find_posts(["post-3"], limit=5)] == ["Slugs"]
    assert len(find_posts(["bean"], limit=1)) == 1
    assert [project.slug for project in find_projects(["journal"], limit=5)] == [garden.slug]


def test_what_is_deleted_is_not_found(garden: Project) -> None:
    db.session.query(Item).update({"deleted_at": garden.created_at})
    garden.deleted_at = garden.created_at
    db.session.commit()

    assert (find_posts(["bean"], limit=5), find_projects(["journal"], limit=5)) == ([], [])


def test_a_question_that_takes_too_long_has_no_results(garden: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    def too_long(seconds: float) -> object:
        raise TookTooLong

    monkeypatch.setattr(module, "time_limit", too_long)

    assert (find_posts(["bean"], limit=5), find_projects(["journal"], limit=5)) == ([], [])
