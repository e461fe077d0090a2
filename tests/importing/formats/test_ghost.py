"""Importing a Ghost export."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from fsp.models.item import ItemState
from fsp.models.project import Project
from fsp.stores import db
from tests.importing.formats.conftest import Importing
from tests.importing.formats.exports import ghost
from tests.importing.formats.posts import body_of, posts

POST: dict[str, object] = {
    "id": "p1",
    "title": "First beans",
    "slug": "first-beans",
    "html": '<p>Broad <a href="__GHOST_URL__/second/">beans</a>.</p>',
    "status": "published",
    "visibility": "public",
    "type": "post",
    "published_at": "2020-01-02T08:00:00.000Z",
    "updated_at": "2020-02-02T08:00:00.000Z",
    "custom_excerpt": "Go in early.",
    "feature_image": "https://garden.example/content/images/beds.png",
}


def test_a_post_keeps_its_fields(importing: Importing) -> None:
    report = importing(("ghost.json", ghost(POST)))

    post = posts()["first-beans"]
    assert (report.created, report.faults) == (1, [])
    assert (post.title, post.summary, post.tags, post.authors) == (
        "First beans",
        "Go in early.",
        ["Garden"],
        ["Ada Byron"],
    )
    assert post.publish_at == datetime(2020, 1, 2, 8, tzinfo=UTC)
    assert body_of(post) == "Broad [beans](/second/)."
    project = db.session.scalars(select(Project)).one()
    assert (project.language, project.timezone) == ("de", "Europe/Berlin")


def test_importing_again_changes_nothing(importing: Importing) -> None:
    importing(("ghost.json", ghost(POST)))

    assert importing(("ghost.json", ghost(POST))).unchanged == 1


@pytest.mark.parametrize("held", [{"status": "draft"}, {"visibility": "members"}, {"visibility": "paid"}])
def test_drafts_and_posts_for_members_are_held_back(importing: Importing, held: dict[str, object]) -> None:
    importing(("ghost.json", ghost(POST | held)))

    assert posts()["first-beans"].state == ItemState.DRAFT


def test_a_post_without_html_is_reported_and_the_others_are_imported(importing: Importing) -> None:
    without = POST | {
        "id": "p2",
        "slug": "other",
        "html": None,
        "lexical": '{"root": {"children": [{"text": "Words"}]}}',
    }

    report = importing(("ghost.json", ghost(without, POST)))

    assert [fault.name for fault in report.faults] == ["posts/p2.md"]
    assert list(posts()) == ["first-beans"]


def test_a_page_is_marked(importing: Importing) -> None:
    importing(("ghost.json", ghost(POST | {"type": "page", "slug": "about"})))

    assert posts()["about"].layout == "page"
