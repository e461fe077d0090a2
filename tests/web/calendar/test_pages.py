"""The calendar on pages."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from fsp.models.item import Item, ItemState
from fsp.models.publishing_slot import PublishingSlot
from fsp.stores import db
from tests.web.forms import send
from tests.web.rows import rows

AT = datetime(2026, 5, 4, 7, tzinfo=UTC)


@pytest.fixture
def planned(garden: Item) -> Item:
    item = db.session.get_one(Item, garden.id)
    item.state, item.publish_at = ItemState.SCHEDULED, AT
    item.project.timezone = "Europe/Berlin"
    db.session.commit()
    return item


@pytest.mark.parametrize("view", ["month", "week", "list"])
def test_posts_are_shown_in_the_zone_of_the_project(signed_in: FlaskClient, planned: Item, view: str) -> None:
    page = signed_in.get(f"/calendar?project=garden&view={view}&at=2026-05-04").text

    assert "Europe/Berlin" in page
    assert "09:00</time>" in page
    assert "Beans &lt;i&gt;" in page


@pytest.mark.parametrize("query", ["view=year", "at=tomorrow", "at=0001-01-01", "project=none"])
def test_what_cannot_be_shown_is_refused(signed_in: FlaskClient, query: str) -> None:
    assert signed_in.get(f"/calendar?{query}").status_code in {404, 422}


def test_a_post_is_moved_and_moved_back(signed_in: FlaskClient, planned: Item) -> None:
    answer = send(signed_in, "/calendar/move", items="1", day="2026-05-09", back="/calendar?view=week")
    moved = rows(select(Item.publish_at).where(Item.id == 1))
    send(signed_in, "/calendar/restore", times="1=2026-05-04T07:00:00Z")

    assert answer.location == "/calendar?view=week"
    assert moved == [datetime(2026, 5, 9, 7, tzinfo=UTC)]
    assert rows(select(Item.publish_at).where(Item.id == 1)) == [AT]


@pytest.mark.parametrize(("field", "value"), [("day", "x"), ("days", "many"), ("days", "99999")])
def test_a_move_that_cannot_be_read_is_refused(signed_in: FlaskClient, planned: Item, field: str, value: str) -> None:
    assert send(signed_in, "/calendar/move", items="1", **{field: value}).status_code == 422


def test_slots_are_saved(signed_in: FlaskClient, planned: Item) -> None:
    send(signed_in, "/projects/garden/slots", slots="Thu 18:30, Mon 09:00")

    assert rows(select(PublishingSlot.weekday).order_by(PublishingSlot.weekday)) == [0, 3]
    assert "Next free:" in signed_in.get("/calendar?project=garden").text
    assert send(signed_in, "/projects/garden/slots", slots="Someday").status_code == 422


def test_the_feed_opens_with_its_key_without_a_session(signed_in: FlaskClient, app: Flask, planned: Item) -> None:
    page = signed_in.get("/calendar?project=garden").text
    client = app.test_client()
    address = page.split("/calendar.ics?")[1].split("<")[0].replace("&amp;", "&")

    assert client.get(f"/calendar.ics?{address}").status_code == 200
    assert client.get("/calendar.ics?project=garden&key=x").status_code == 404


def test_a_replaced_feed_address_ends(signed_in: FlaskClient, app: Flask, planned: Item) -> None:
    def address() -> str:
        page = signed_in.get("/calendar?project=garden").text
        return page.split("/calendar.ics?")[1].split("<")[0].replace("&amp;", "&")

    before = address()
    send(signed_in, "/calendar/feed", project="garden")
    client = app.test_client()

    assert client.get(f"/calendar.ics?{before}").status_code == 404
    assert client.get(f"/calendar.ics?{address()}").status_code == 200
    assert send(signed_in, "/calendar/feed", project="none").status_code == 404
