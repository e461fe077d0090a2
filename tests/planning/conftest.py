"""A project with posts to plan."""

from collections.abc import Callable
from datetime import datetime

import pytest
from flask import Flask

from fsp.content.revisions import add_current_revision
from fsp.models.item import Item, ItemState, RevisionOrigin
from fsp.models.project import Project
from fsp.stores import db

Planning = Callable[..., Item]


@pytest.fixture
def project(core: Flask) -> Project:
    project = Project(slug="garden", title="Garden", timezone="Europe/Berlin")
    db.session.add(project)
    db.session.commit()
    return project


@pytest.fixture
def planned(project: Project) -> Planning:
    def add(title: str, at: datetime | None = None, *, state: str = "", body: str = "Text.") -> Item:
        item = Item(project_id=project.id, slug=title.lower(), title=title, publish_at=at)
        item.state = state or (ItemState.SCHEDULED if at else ItemState.DRAFT)
        db.session.add(item)
        db.session.flush()
        if body:
            add_current_revision(item, body, origin=RevisionOrigin.PERSON, author="ada")
        db.session.commit()
        return item

    return add
