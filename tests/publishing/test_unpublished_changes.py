"""What was changed since it was published is told."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from fsp.content.revisions import add_current_revision
from fsp.models.item import Item, RevisionOrigin
from fsp.models.project import Project
from fsp.models.publication import Publication
from fsp.publishing.publish_item import publish_item
from fsp.publishing.unpublished_changes import is_out_of_date
from fsp.settings import Settings
from fsp.stores import db

NOW = datetime(2026, 5, 1, 9, tzinfo=UTC)
MakeItem = Callable[..., Item]
BODY = "Some *text*."


@pytest.fixture
def item(make_item: MakeItem, settings: Settings) -> Item:
    item = make_item("beans", tags=("Tea",))
    publish_item(item.id, settings=settings, now=NOW)
    db.session.refresh(item)
    return item


def is_changed(item: Item, project: Project) -> bool:
    return is_out_of_date(db.session.scalars(select(Publication)).one(), item, BODY, project)


def test_what_is_out_is_up_to_date(item: Item, project: Project) -> None:
    assert not is_changed(item, project)


@pytest.mark.parametrize(("field", "value"), [("title", "Other"), ("slug", "other"), ("tags", ["Cake"])])
def test_any_field_that_was_changed_is_a_change(item: Item, project: Project, field: str, value: object) -> None:
    setattr(item, field, value)

    assert is_changed(item, project)


def test_another_text_is_a_change(item: Item, project: Project) -> None:
    add_current_revision(item, "Another text.", RevisionOrigin.PERSON)

    assert is_changed(item, project)


def test_what_an_earlier_version_published_is_taken_as_it_is(item: Item, project: Project) -> None:
    publication = db.session.scalars(select(Publication)).one()
    publication.frozen = None

    assert not is_out_of_date(publication, item, BODY, project)
