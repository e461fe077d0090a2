"""The calendar in the API."""

from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient

from fsp.models.destination import Destination
from fsp.models.item import Item, ItemState
from fsp.models.publication import Publication, PublicationState
from fsp.stores import db

AT = datetime(2026, 5, 4, 7, tzinfo=UTC)


@pytest.fixture
def planned(garden: Item) -> Item:
    item = db.session.get_one(Item, garden.id)
    item.state, item.publish_at = ItemState.SCHEDULED, AT
    db.session.commit()
    return item


def test_planned_posts_are_listed(program: FlaskClient, planned: Item) -> None:
    answer = program.get("/api/calendar?from=2026-05-01T00:00:00Z&to=2026-06-01T00:00:00Z&project=garden").get_json()

    assert [(item["id"], item["at"], item["project"]) for item in answer["items"]] == [
        (planned.id, "2026-05-04T07:00:00Z", "garden")
    ]


def test_a_published_post_is_listed_with_its_state_at_each_destination(program: FlaskClient, planned: Item) -> None:
    destination = Destination(project_id=planned.project_id, platform="webhook", name="Blog", settings={})
    db.session.add(destination)
    db.session.flush()
    fields = {"destination_id": destination.id, "platform": "webhook", "state": PublicationState.PUBLISHED}
    db.session.add(Publication(item_id=planned.id, **fields))
    db.session.commit()

    answer = program.get("/api/calendar?from=2026-05-01T00:00:00Z&to=2026-06-01T00:00:00Z").get_json()

    assert answer["items"][0]["publications"] == [{"platform": "Blog", "state": "published"}]


def test_posts_are_moved(program: FlaskClient, planned: Item) -> None:
    answer = program.post("/api/calendar/moves", json={"items": [planned.id], "days": 7}).get_json()

    assert answer["moves"] == [
        {"id": planned.id, "before": "2026-05-04T07:00:00Z", "after": "2026-05-11T07:00:00Z", "note": ""}
    ]
    assert program.post("/api/calendar/moves", json={"items": [planned.id]}).status_code == 409
    assert program.post("/api/calendar/moves", json={"items": [999], "days": 1}).status_code == 404
    assert program.post("/api/calendar/moves", json={"items": []}).status_code == 422


def test_slots_are_replaced_and_filled(program: FlaskClient, planned: Item) -> None:
    saved = program.put("/api/projects/garden/slots", json={"slots": ["thu 18:30", "Mon 09:00"]}).get_json()

    moved = program.post("/api/calendar/moves", json={"items": [planned.id]}).get_json()

    assert saved["slots"] == ["Mon 09:00", "Thu 18:30"]
    assert moved["moves"][0]["after"] == saved["nextFree"][0]
    assert program.put("/api/projects/garden/slots", json={"slots": ["someday"]}).status_code == 422
    assert program.put("/api/projects/garden/slots", json={"slots": [""]}).status_code == 422
    assert program.get("/api/projects/garden/slots").get_json()["timezone"] == "UTC"


def test_the_feed_has_an_address_that_can_be_replaced(program: FlaskClient, planned: Item) -> None:
    before = program.get("/api/calendar/feed?project=garden").get_json()["address"]
    after = program.post("/api/calendar/feed", json={"project": "garden"}).get_json()["address"]

    assert "/calendar.ics?project=garden&key=" in before
    assert before != after
    assert program.get("/api/calendar/feed?project=garden").get_json()["address"] == after
    assert program.post("/api/calendar/feed", json={"project": "none"}).status_code == 404
