"""Destinations are added, changed and removed; two cannot share a name or be the site."""

from typing import Any

import pytest

from fsp.clock import utc_now
from fsp.destinations.accounts import add_destination, change_destination, remove_destination
from fsp.destinations.fields import InvalidFields
from fsp.destinations.lookup import list_destinations, named_destination
from fsp.destinations.options import DestinationOptions, options_of
from fsp.errors import Conflict, NotFound, UnknownName
from fsp.models.destination import Destination
from fsp.settings import Settings
from fsp.stores import current_redis, db


def add(notes: Destination, settings: Settings, **changes: Any) -> Destination:
    arguments: dict[str, Any] = {
        "options": DestinationOptions(name="Other", max_lateness_seconds=None),
        "values": {"url": "https://x"},
        "credentials": None,
        **changes,
    }
    platform = arguments.pop("platform", "notes")
    return add_destination(notes.project, platform, settings=settings, connection=current_redis(), **arguments)


def test_any_lateness_is_stored(notes: Destination, settings: Settings) -> None:
    other = add(notes, settings)

    db.session.expire(other)

    assert other.max_lateness_seconds is None
    assert [row.name for row in list_destinations(notes.project)] == ["Site", "my-notes", "Other"]


def test_a_similar_name_is_refused(notes: Destination, settings: Settings) -> None:
    with pytest.raises(InvalidFields, match="too similar"):
        add(notes, settings, options=DestinationOptions(name="MY NOTES"))
    other = add(notes, settings)
    with pytest.raises(InvalidFields, match="too similar"):
        change_destination(other, DestinationOptions(name="My notes"), None, connection=current_redis())


def test_a_change_without_settings_keeps_them(notes: Destination) -> None:
    change_destination(notes, options_of(notes), None, connection=current_redis())

    assert notes.settings == {"url": "https://notes.example"}


def test_a_second_site_an_unknown_platform_and_a_deleted_project_are_refused(
    notes: Destination, settings: Settings
) -> None:
    with pytest.raises(UnknownName):
        add(notes, settings, platform="nowhere")
    notes.project.deleted_at = utc_now()
    with pytest.raises(Conflict, match="is deleted"):
        add(notes, settings)


def test_a_removed_destination_keeps_its_row_without_credentials(notes: Destination, settings: Settings) -> None:
    remove_destination(notes, now=utc_now(), connection=current_redis())

    assert (notes.credentials, notes.name) == (None, f"my-notes (removed {notes.id})")
    with pytest.raises(NotFound, match='It has: "Site"'):
        named_destination(notes.project, "my-notes")
    assert add(notes, settings, options=DestinationOptions(name="my-notes")).name == "my-notes"
