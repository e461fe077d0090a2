"""A project with items to publish."""

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
import redis
from flask import Flask

from fsp.content.revisions import add_current_revision
from fsp.handlers import catalogue  # noqa: F401
from fsp.models.item import Item, ItemState, RevisionOrigin
from fsp.models.project import Project
from fsp.settings import Settings
from fsp.stores import db
from tests.publishing.journal import Journals, journals

MakeItem = Callable[..., Item]


@pytest.fixture
def project(core: Flask) -> Project:
    garden = Project(slug="garden", title="Garden <journal>", language="en")
    db.session.add(garden)
    db.session.commit()
    return garden


@pytest.fixture
def make_item(project: Project) -> MakeItem:
    def make(
        slug: str,
        *,
        title: str = "",
        body: str = "Some *text*.",
        tags: tuple[str, ...] = (),
        publish_at: datetime | None = None,
        state: ItemState = ItemState.SCHEDULED,
    ) -> Item:
        item = Item(
            project_id=project.id, slug=slug, title=title or slug, tags=list(tags), state=state, publish_at=publish_at
        )
        db.session.add(item)
        db.session.flush()
        if body:
            add_current_revision(item, body, RevisionOrigin.PERSON)
        db.session.commit()
        return item

    return make


@pytest.fixture
def journal(project: Project, settings: Settings, redis_client: redis.Redis) -> Iterator[Journals]:
    with journals(project, settings, redis_client) as running:
        yield running
