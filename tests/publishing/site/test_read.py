"""What stands on a site: only what is out, as it was published, with the date it was given."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from fsp.models.item import Item
from fsp.models.project import Project
from fsp.models.publication import Publication, PublicationState
from fsp.publishing.publish_item import publish_item
from fsp.publishing.site.content import Entry
from fsp.publishing.site.read import published_ids, read_entries
from fsp.settings import Settings
from fsp.stores import db

NOW = datetime(2026, 5, 1, 9, tzinfo=UTC)
MakeItem = Callable[..., Item]


def entry_of(item_id: int, project: Project) -> Entry:
    return read_entries(project, [item_id])[item_id]


def test_a_post_imported_late_keeps_its_date(make_item: MakeItem, settings: Settings, project: Project) -> None:
    old = make_item("old", publish_at=NOW - timedelta(days=400))
    publish_item(old.id, settings=settings, now=NOW)

    entry = entry_of(old.id, project)

    assert (entry.published_at, entry.updated_at) == (NOW - timedelta(days=400), NOW)


def test_a_draft_is_not_read(make_item: MakeItem, settings: Settings, project: Project) -> None:
    published, draft = make_item("published").id, make_item("draft").id
    publish_item(published, settings=settings, now=NOW)

    assert published_ids(project.id) == [published]
    assert set(read_entries(project, [published, draft])) == {published}


@pytest.mark.parametrize("state", [PublicationState.PUBLISHING, PublicationState.FAILED])
def test_what_is_being_published_again_stays_out_as_it_was(
    make_item: MakeItem, settings: Settings, project: Project, state: PublicationState
) -> None:
    item = make_item("beans")
    publish_item(item.id, settings=settings, now=NOW)
    item.title = "Changed"
    db.session.execute(update(Publication).values(state=state))
    db.session.commit()

    assert entry_of(item.id, project).title == "beans"


def test_a_publication_of_an_earlier_version_is_frozen_as_it_is(
    make_item: MakeItem, settings: Settings, project: Project
) -> None:
    item = make_item("beans", tags=("Tea",))
    publish_item(item.id, settings=settings, now=NOW)
    frozen, sha256 = db.session.execute(db.select(Publication.frozen, Publication.content_hash)).one()
    db.session.execute(update(Publication).values(frozen=None, content_hash="of an earlier version", updated_at=NOW))
    db.session.commit()

    read_entries(project, [item.id])

    db.session.expire_all()
    row = db.session.execute(db.select(Publication.frozen, Publication.content_hash, Publication.updated_at)).one()
    assert tuple(row) == (frozen, sha256, NOW)
