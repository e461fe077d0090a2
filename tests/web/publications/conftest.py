"""A post in a project with a destination of the small platform."""

import pytest

from fsp.core import current_settings
from fsp.destinations.accounts import add_destination
from fsp.destinations.options import DestinationOptions
from fsp.models.destination import Destination
from fsp.models.item import Item, ItemState
from fsp.models.publication import Publication
from fsp.stores import current_redis, db
from tests.destinations.notes import install_notes


@pytest.fixture
def place(garden: Item, monkeypatch: pytest.MonkeyPatch) -> Destination:
    """Return a destination that takes texts of up to 100 characters."""
    install_notes(monkeypatch)
    garden.state = ItemState.PUBLISHED
    return add_destination(
        garden.project,
        "notes",
        options=DestinationOptions(name="My notes"),
        values={"url": "https://notes.example"},
        credentials={"token": "hunter2-hunter2"},
        settings=current_settings(),
        connection=current_redis(),
    )


def publication_in(state: str, garden: Item, place: Destination, **columns: object) -> Publication:
    """Store a publication of the post in this state."""
    row = Publication(item_id=garden.id, destination_id=place.id, platform="notes", state=state, **columns)
    db.session.add(row)
    db.session.commit()
    return row


def state_of(row: Publication) -> str:
    """Return the stored state."""
    db.session.refresh(row)
    db.session.commit()
    return row.state
