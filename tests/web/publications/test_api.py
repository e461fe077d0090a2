"""Publications in the API: where a post is, what a person decides, and short texts."""

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from fsp.clock import utc_now
from fsp.models.destination import Destination
from fsp.models.item import Item
from fsp.stores import db
from tests.web.publications.conftest import publication_in, state_of


def listed(program: FlaskClient, garden: Item) -> dict[str, Any]:
    answer: Any = program.get(f"/api/items/{garden.id}/publications").json
    return {row["destination"]: row for row in answer["publications"]}


def test_a_post_is_listed_at_each_destination(program: FlaskClient, garden: Item, place: Destination) -> None:
    now = utc_now()
    publication_in(
        "published",
        garden,
        place,
        due_at=now - timedelta(seconds=12),
        live_at=now,
        url="https://notes.example/1",
        drift="differs",
        evidence={"id": 1},
    )

    rows = listed(program, garden)

    assert list(rows) == ["Site", "My notes"]
    assert rows["Site"]["state"] == "not sent"
    notes = rows["My notes"]
    assert (notes["state"], notes["latenessSeconds"], notes["drift"]) == ("published", 12, "differs")
    assert (notes["evidence"], notes["decisions"]) == ({"id": 1}, [])


@pytest.mark.parametrize(
    ("state", "columns", "decision", "after"),
    [
        ("held", {}, "send-now", "pending"),
        ("failed", {}, "send-now", "pending"),
        ("held", {}, "skip", "unpublished"),
        ("unknown", {}, "send-again", "pending"),
        ("published", {"drift": "gone"}, "send-again", "pending"),
        ("edited", {"edited_hash": "theirs"}, "overwrite", "pending"),
        ("edited", {"edited_hash": "theirs"}, "keep-theirs", "published"),
    ],
)
def test_a_person_decides(
    program: FlaskClient,
    garden: Item,
    place: Destination,
    state: str,
    columns: dict[str, str],
    decision: str,
    after: str,
) -> None:
    row = publication_in(state, garden, place, **columns)
    path = f"/api/items/{garden.id}/publications/{place.id}/{decision}"

    assert decision in listed(program, garden)["My notes"]["decisions"]
    assert program.post(path).status_code == 200
    assert state_of(row) == after
    assert program.post(path).status_code == 409


def test_an_unknown_post_is_confirmed_by_its_address(program: FlaskClient, garden: Item, place: Destination) -> None:
    row = publication_in("unknown", garden, place)
    path = f"/api/items/{garden.id}/publications/{place.id}/confirm"

    assert program.post(path, json={}).status_code == 422
    assert program.post(path, json={"url": "https://notes.example/9"}).status_code == 200
    assert state_of(row) == "published"
    assert listed(program, garden)["My notes"]["url"] == "https://notes.example/9"


def test_a_short_text_is_read_written_and_reset(program: FlaskClient, garden: Item, place: Destination) -> None:
    row = publication_in("published", garden, place)
    path = f"/api/items/{garden.id}/publications/{place.id}/text"
    first: Any = program.get(path).json

    written: Any = program.put(path, json={"text": "Sow beans now."}).json
    state = state_of(row)
    too_long = program.put(path, json={"text": "x" * 101})
    reset: Any = program.put(path, json={"text": ""}).json

    assert "Beans" in first["text"]
    assert (first["isOverride"], first["count"]["maxLength"]) == (False, 100)
    assert (written["text"], written["isOverride"], written["count"]["length"]) == ("Sow beans now.", True, 14)
    assert state == "pending"
    assert "101 of 100 characters" in too_long.text
    assert reset["text"] == first["text"]


def test_a_post_is_checked_now(program: FlaskClient, garden: Item, place: Destination) -> None:
    place.text_template = "{colour}"
    db.session.commit()

    rows: Any = program.post(f"/api/items/{garden.id}/preflight").json

    codes = {row["destination"]: [problem["code"] for problem in row["problems"]] for row in rows["publications"]}
    assert codes == {"Site": [], "My notes": ["template", "canonical-internal"]}


def test_the_site_has_no_short_text(program: FlaskClient, garden: Item, place: Destination) -> None:
    assert program.get(f"/api/items/{garden.id}/publications/1/text").status_code == 409
