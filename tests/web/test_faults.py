"""Faults: a page for people, problem details for programs, and no secrets in either."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from redis.exceptions import ConnectionError as RedisAway

from fsp.errors import Conflict, FspError, InvalidInput, NotFound, ServiceUnavailable
from fsp.web.access.rules import RULES, Rule


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (NotFound("no such thing"), 404),
        (InvalidInput("bad"), 422),
        (Conflict("busy"), 409),
        (ServiceUnavailable("away"), 503),
        (FspError("odd"), 500),
        (RedisAway("at secret-host"), 503),
        (ValueError("hunter2"), 500),
    ],
)
@pytest.mark.parametrize(("path", "kind"), [("/raise", "text/html"), ("/api/raise", "application/problem+json")])
def test_each_fault_has_its_code(
    app: Flask, monkeypatch: pytest.MonkeyPatch, error: Exception, code: int, path: str, kind: str
) -> None:
    monkeypatch.setitem(RULES, "raise", Rule(None))

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
