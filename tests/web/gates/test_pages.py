"""The pages of gates: an operator finds a key, sees what holds it back, and changes it."""

import redis
from flask.testing import FlaskClient

from fsp.clock import utc_now
from fsp.gates.keyed import read_keyed_gate
from fsp.models.destination import Destination
from fsp.models.item import Item
from fsp.redis_ops import gate_keys
from fsp.stores import db
from tests.redis_fields import HashFields
from tests.web.forms import send


def test_a_key_is_found_limited_paused_and_let_go(signed_in: FlaskClient, redis_client: redis.Redis) -> None:
    send(signed_in, "/gates/destination:12/limit", limit="2", reason="slow")
    send(signed_in, "/gates/destination:12/pause", reason="they move", minutes="30")
    listed, page = signed_in.get("/gates?search=12").text, signed_in.get("/gates/destination:12").text
    send(signed_in, "/gates/destination:12/resume")
    send(signed_in, "/gates/destination:12/reset-limit")

    assert "destination:12" in listed
    assert "paused by admin" in page
    assert "they move" in page
    assert "2, set by admin" in page
    gate = read_keyed_gate(redis_client, "|destination:12", utc_now())
    assert (gate.pause, gate.override) == (None, None)


def test_the_gate_of_a_destination_names_it_and_its_circuit_is_set(signed_in: FlaskClient, garden: Item) -> None:
    row = Destination(project_id=garden.project_id, platform="webhook", name="Blog", settings={})
    db.session.add(row)
    db.session.commit()
    gate, here = f"/gates/destination:{row.id}", f"/projects/garden/destinations/{row.id}"

    send(signed_in, f"{gate}/circuit", failures="7", open_seconds="90", reason="slow")
    page, shown = signed_in.get(gate).text, signed_in.get(here).text
    send(signed_in, f"{gate}/reset-circuit")

    assert f'<a href="{here}">garden/Blog</a>' in page
    assert all("opens after 7 failures in a row, for 90 s; set by admin" in text for text in (page, shown))
    assert "opens after 5 failures in a row, for 5 s, later up to 60 s" in signed_in.get(gate).text


def test_an_open_circuit_is_shown_and_closed_by_hand(signed_in: FlaskClient, redis_client: redis.Redis) -> None:
    until = int((utc_now().timestamp() + 60) * 1000)
    opened: HashFields = {"circuit": "open", "open_until": until, "why": "6 failures in a row"}
    redis_client.hset(gate_keys.gate("|destination:12"), mapping=opened)

    page = signed_in.get("/gates/destination:12").text
    send(signed_in, "/gates/destination:12/close-circuit")

    assert "6 failures in a row" in page
    assert "6 failures in a row" not in signed_in.get("/gates/destination:12").text


def test_a_rate_is_set_and_reset(signed_in: FlaskClient, redis_client: redis.Redis) -> None:
    send(signed_in, "/gates/destination:12/rate", units="5", seconds="60", reason="new account")
    listed, page = signed_in.get("/gates").text, signed_in.get("/gates/destination:12").text
    send(signed_in, "/gates/destination:12/reset-rate")

    assert "0 of 5 in 1 min" in listed
    assert "new account" in page
    assert read_keyed_gate(redis_client, "|destination:12", utc_now()).rate is None


def test_the_weight_of_a_share_is_set(signed_in: FlaskClient, redis_client: redis.Redis) -> None:
    send(signed_in, "/gates/project:7/weight", weight="3")

    assert read_keyed_gate(redis_client, "|project:7", utc_now()).weight == 3


def test_an_empty_list_says_why(signed_in: FlaskClient) -> None:
    assert "No gate used in the last week" in signed_in.get("/gates?search=none").text
    assert signed_in.get("/gates/nonsense").status_code == 404
