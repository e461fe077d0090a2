"""Posts at their destinations on pages: decisions, what cannot be changed there, and the short text with its count."""

from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from fsp.models.destination import Destination
from fsp.models.item import Item
from fsp.stores import db
from tests.destinations.notes import Notes
from tests.web.forms import send
from tests.web.publications.conftest import publication_in, state_of


def test_a_held_post_is_sent_or_skipped(signed_in: FlaskClient, garden: Item, place: Destination) -> None:
    row = publication_in("held", garden, place, held_because="It was due 3 h ago.")
    page = signed_in.get(f"/items/{garden.id}").text
    here = f"/items/{garden.id}/destinations/{place.id}"

    assert "It was due 3 h ago." in page
    assert f'action="{here}/send-now"' in page
    assert send(signed_in, f"{here}/skip").status_code == 303
    assert state_of(row) == "unpublished"
    assert send(signed_in, f"{here}/send-now").status_code == 409


def test_an_unknown_post_is_asked_about(signed_in: FlaskClient, garden: Item, place: Destination) -> None:
    row = publication_in("unknown", garden, place)
    here = f"/items/{garden.id}/destinations/{place.id}"

    assert "It is there" in signed_in.get(f"/items/{garden.id}").text
    assert send(signed_in, f"{here}/confirm", url="https://notes.example/4").status_code == 303
    assert state_of(row) == "published"


def test_an_unknown_post_is_sent_again(signed_in: FlaskClient, garden: Item, place: Destination) -> None:
    row = publication_in("unknown", garden, place)

    send(signed_in, f"/items/{garden.id}/destinations/{place.id}/send-again")

    assert state_of(row) == "pending"


def test_a_post_that_was_changed_there_is_asked_about(signed_in: FlaskClient, garden: Item, place: Destination) -> None:
    row = publication_in("edited", garden, place, held_because="Somebody changed it there.", edited_hash="theirs")
    here = f"/items/{garden.id}/destinations/{place.id}"

    page = signed_in.get(f"/items/{garden.id}").text
    grid = signed_in.get("/projects/garden/grid?state=edited").text
    assert "Somebody changed it there." in page
    assert all(button in page for button in ("Overwrite", "Keep theirs"))
    assert f'id="item-{garden.id}"' in grid
    assert send(signed_in, f"{here}/keep-theirs").status_code == 303
    assert state_of(row) == "published"
    assert send(signed_in, f"{here}/overwrite").status_code == 409


def test_a_failed_post_is_sent_again(signed_in: FlaskClient, garden: Item, place: Destination) -> None:
    row = publication_in("failed", garden, place, error="notes.example answered 500")

    assert "notes.example answered 500" in signed_in.get(f"/items/{garden.id}").text
    send(signed_in, f"/items/{garden.id}/destinations/{place.id}/send-now")
    assert state_of(row) == "pending"


def test_what_will_fail_is_on_the_page_of_the_post(signed_in: FlaskClient, garden: Item, place: Destination) -> None:
    place.credentials = None
    db.session.commit()

    send(signed_in, f"/items/{garden.id}/preflight")
    page = signed_in.get(f"/items/{garden.id}").text

    assert "will fail" in page
    assert "are missing or unusable: token" in page
    assert "Edit the destination, then test it." in page


def test_what_a_platform_cannot_do_is_said_before(
    signed_in: FlaskClient, garden: Item, place: Destination, monkeypatch: pytest.MonkeyPatch
) -> None:
    publication_in("published", garden, place, external_id="9")
    assert "My notes keeps" not in signed_in.get(f"/items/{garden.id}/edit").text

    monkeypatch.setattr(Notes, "abilities", replace(Notes.abilities, updates=False, removes=False))

    assert "After a change, My notes keeps the earlier text." in signed_in.get(f"/items/{garden.id}/edit").text


def test_the_short_text_is_counted_written_and_reset(signed_in: FlaskClient, garden: Item, place: Destination) -> None:
    here = f"/items/{garden.id}/destinations/{place.id}/text"
    first = signed_in.get(here).text

    counted = send(signed_in, f"{here}/count", text="x" * 101).text
    refused = send(signed_in, here, text="x" * 101)
    saved = send(signed_in, here, text="Sow beans now.")
    written = signed_in.get(here).text
    send(signed_in, here, resets="yes")

    assert "From the template." in first
    assert "Too long" in counted
    assert "<strong>101</strong> of 100 characters" in counted
    assert (refused.status_code, saved.status_code) == (422, 303)
    assert "Sow beans now." in written
    assert "Reset to the template" in written
    assert "Reset to the template" not in signed_in.get(here).text
    assert f'href="{here}"' in signed_in.get(f"/items/{garden.id}").text
