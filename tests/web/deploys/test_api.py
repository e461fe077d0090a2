"""Deploys in the API and on the page."""

from flask.testing import FlaskClient

from fsp.performance.deploys import read_deploys
from tests.web.forms import send


def test_a_deploy_is_marked_and_listed(program: FlaskClient) -> None:
    response = program.post("/api/deploys", json={"version": "1.4", "note": "faster"})
    program.post("/api/deploys", json={})

    listed = program.get("/api/deploys").json

    assert response.status_code == 201
    assert response.json is not None
    assert (response.json["version"], response.json["by"]) == ("1.4", "robot")
    assert listed is not None
    assert [mark["version"] for mark in listed["deploys"]] == ["0.1.0", "1.4"]


def test_what_is_no_version_is_refused(program: FlaskClient) -> None:
    assert program.post("/api/deploys", json={"version": "v" * 200}).status_code == 422


def test_a_moment_without_a_zone_is_in_utc(program: FlaskClient) -> None:
    program.post("/api/deploys", json={"version": "1.4"})

    counts = {
        query: len(program.get(f"/api/deploys?{query}").get_json()["deploys"])
        for query in ("since=2020-01-01T00:00", "until=2020-01-01T00:00", "since=2020-01-01T00:00:00%2B01:00")
    }

    assert list(counts.values()) == [1, 0, 1]


def test_a_deploy_is_marked_on_the_page(signed_in: FlaskClient) -> None:
    answer = send(signed_in, "/deploys", version="1.5", note="")

    assert answer.status_code == 303
    assert [mark.version for mark in read_deploys()] == ["1.5"]
    assert "1.5" in signed_in.get("/performance").text
