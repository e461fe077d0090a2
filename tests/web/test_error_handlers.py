"""Faults: a page for people, problem details for programs, and no secrets in either."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from redis.exceptions import ConnectionError as RedisAway

from fsp.errors import Conflict, FspError, InvalidInput, NotFound, ServiceUnavailable
from fsp.web.access.permissions import open_to_all
from tests.web.forms import send


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (NotFound("no such thing"), 404),
        (InvalidInput("bad"), 422),
        (Conflict("busy"), 409),
        (ServiceUnavailable("away"), 503),
        (FspError("odd"), 500),
        (RedisAway("at secret-host"), 503),
        (OverflowError("Python int too large"), 422),
        (ValueError("hunter2"), 500),
    ],
)
@pytest.mark.parametrize(("path", "kind"), [("/raise", "text/html"), ("/api/raise", "application/problem+json")])
def test_each_fault_has_its_code(app: Flask, error: Exception, code: int, path: str, kind: str) -> None:
    @open_to_all
    def raise_it() -> str:
        raise error

    app.add_url_rule(path, "raise", raise_it)
    answer = app.test_client().get(path)

    assert (answer.status_code, answer.mimetype) == (code, kind)
    assert not any(secret in answer.text for secret in ("hunter2", "secret-host", "Traceback"))


def test_a_method_that_is_not_allowed_says_which_are(client: FlaskClient) -> None:
    answer = client.put("/login", headers={"Sec-Fetch-Site": "same-origin"})

    assert answer.status_code in {403, 405}


def test_too_large_a_body_is_refused(signed_in: FlaskClient) -> None:
    answer = signed_in.post("/projects", data="x" * 2_000_000, headers={"Sec-Fetch-Site": "same-origin"})

    assert answer.status_code in {403, 413}


@pytest.mark.parametrize(
    "path", ["/items/", "/alerts/", "/dead-letters/", "/alerts?before=", "/audit?before=", "/bulk/x?after="]
)
@pytest.mark.parametrize("number", ["99999999999999999999", "9" * 3000])
def test_numbers_no_database_holds_are_no_fault_of_ours(signed_in: FlaskClient, path: str, number: str) -> None:
    answer = signed_in.get(path + number)

    assert answer.status_code in {200, 404, 414, 422}
    assert "FSP did not expect this" not in answer.text


@pytest.mark.parametrize("minutes", ["999999999999", "9" * 5000, "-1", "1e9"])
def test_a_pause_of_more_than_ten_years_is_refused(signed_in: FlaskClient, minutes: str) -> None:
    answer = send(signed_in, "/queues/low/pause", reason="audit", minutes=minutes)

    assert answer.status_code == 422
    assert "minutes" in answer.text
