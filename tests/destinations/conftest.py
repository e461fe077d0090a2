"""A project with a destination of the small platform."""

import pytest
from flask import Flask

from fsp.core import current_settings
from fsp.destinations.credentials import encrypted
from fsp.models.destination import Destination
from fsp.models.project import Project
from fsp.stores import db
from tests.destinations.notes import install_notes


@pytest.fixture
def notes(core: Flask, monkeypatch: pytest.MonkeyPatch) -> Destination:
    """Return a stored destination of the platform `notes`."""
    install_notes(monkeypatch)
    project = Project(slug="garden", title="Garden")
    db.session.add(project)
    db.session.flush()
    destination = Destination(
        project_id=project.id,
        platform="notes",
        name="my-notes",
        settings={"url": "https://notes.example"},
        credentials=encrypted({"token": "hunter2-hunter2"}, settings=current_settings()),
    )
    db.session.add(destination)
    db.session.commit()
    return destination
