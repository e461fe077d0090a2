"""Alerts in the API: read, acknowledged, silenced, resolved, explained."""

from datetime import timedelta

import pytest
import redis
from flask.testing import FlaskClient

from fsp.alerts.evaluate import evaluate
from fsp.clock import utc_now
from fsp.conditions.facts.infrastructure import DatabaseFacts
from fsp.conditions.snapshot import Snapshot
from tests.web.response_json import json_of


@pytest.fixture
def alert(program: FlaskClient, redis_client: redis.Redis) -> int:
    """Make the database look away for a while."""
    for minutes in range(0, 30, 5):
        at = utc_now() - timedelta(minutes=30 - minutes)
        evaluate(Snapshot(at=at, database=DatabaseFacts(answers=False)), channels=["webhook"])
    (result,) = json_of(program.get("/api/alerts"))["alerts"]
    return int(result["id"])


def test_an_alert_is_read(program: FlaskClient, alert: int) -> None:
    (result,) = json_of(program.get("/api/alerts"))["alerts"]

    assert (result["rule"], result["severity"], result["state"]) == ("DatabaseUnreachable", "critical", "firing")
    assert [entry["id"] for entry in json_of(program.get("/api/metrics"))["alerts"]] == [alert]


def test_who_saw_another_state_is_told_who_was_first(program: FlaskClient, alert: int) -> None:
    seen = {"If-Match": program.get(f"/api/alerts/{alert}").headers["ETag"]}

    codes = [
        program.post(f"/api/alerts/{alert}/{action}", headers=seen) for action in ("acknowledge", "resolve", "resolve")
    ]
    now = {"If-Match": codes[0].headers["ETag"]}

    assert [answer.status_code for answer in codes] == [200, 412, 412]
    assert "Already acknowledged by robot at" in str(codes[1].json)
    assert program.post(f"/api/alerts/{alert}/resolve", headers=now).status_code == 200


def test_it_is_acknowledged_and_resolved_once(program: FlaskClient, alert: int) -> None:
    acknowledged = json_of(program.post(f"/api/alerts/{alert}/acknowledge"))
    resolved = json_of(program.post(f"/api/alerts/{alert}/resolve"))
    again = program.post(f"/api/alerts/{alert}/resolve")

    assert (acknowledged["acknowledgedBy"], resolved["state"], resolved["resolvedBy"]) == ("robot", "resolved", "robot")
    assert again.status_code == 409
    assert json_of(program.get("/api/alerts"))["alerts"] == []
    assert len(json_of(program.get("/api/alerts?state=all"))["alerts"]) == 1


def test_a_silence_needs_a_reason_and_an_end(program: FlaskClient, alert: int) -> None:
    body = {"target": "DatabaseUnreachable", "minutes": 30, "reason": "known"}

    response = program.post("/api/alerts/silences", json=body)
    without = program.post("/api/alerts/silences", json={"target": "DatabaseUnreachable", "minutes": 30})

    assert (response.status_code, json_of(response)["reason"], without.status_code) == (201, "known", 422)


def test_every_evaluation_is_explained(program: FlaskClient, alert: int) -> None:
    results = json_of(program.get(f"/api/alerts/{alert}/explain"))["evaluations"]

    assert len(results) == 6
    assert all(entry["notice"] or entry["heldBy"] for entry in results)
    assert program.get("/api/alerts/999/explain").status_code == 404


def test_one_alert_comes_with_its_story(program: FlaskClient, alert: int) -> None:
    results = json_of(program.get(f"/api/alerts/{alert}"))

    assert "firing" in {event["word"] for event in results["timeline"]}
    assert [(notice["kind"], notice["channel"]) for notice in results["notices"]] == [("firing", "webhook")]
    assert results["silences"] == []


def test_silences_are_listed_and_ended(program: FlaskClient, alert: int) -> None:
    body = {"target": "DatabaseUnreachable", "minutes": 30, "reason": "known"}
    created = json_of(program.post("/api/alerts/silences", json=body))

    silenced = json_of(program.get("/api/alerts?state=silenced"))["alerts"]
    ended = [program.post(f"/api/alerts/silences/{created['id']}/end").status_code for _ in range(2)]

    assert [entry["id"] for entry in silenced] == [alert]
    assert ended == [200, 404]
    assert program.get("/api/alerts/silences").json == {"silences": []}
    assert len(json_of(program.get("/api/alerts/silences?withEnded=true"))["silences"]) == 1


def test_deliveries_and_channels_are_listed(program: FlaskClient) -> None:
    assert program.get("/api/alerts/deliveries?outcome=accepted").json == {"deliveries": []}
    assert program.get("/api/alerts/channels").json == {"channels": []}


def test_only_an_admin_tries_a_channel(program: FlaskClient) -> None:
    assert program.post("/api/alerts/channels/webhook/test").status_code == 403


@pytest.mark.parametrize(
    "query", ["before=99999999999999999999", "before=0", "since=0.5", "until=1700000000", "since=soon"]
)
def test_bounds_that_are_no_id_and_no_moment_are_refused(program: FlaskClient, query: str) -> None:
    assert program.get(f"/api/alerts?{query}").status_code == 422
