"""Headers: on every answer, faults included."""

import pytest
from flask.testing import FlaskClient


@pytest.mark.parametrize("path", ["/login", "/nowhere", "/api/health?quick=true", "/api/nowhere", "/static/none"])
def test_every_answer_is_guarded(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers

    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert "require-trusted-types-for 'script'; trusted-types htmx" in headers["Content-Security-Policy"]


def test_each_answer_has_a_nonce_of_its_own(client: FlaskClient) -> None:
    policies = {client.get("/login").headers["Content-Security-Policy"] for _ in range(3)}

    assert len(policies) == 3


def test_pages_are_not_kept_by_browsers(signed_in: FlaskClient) -> None:
    assert signed_in.get("/").headers["Cache-Control"] == "no-store"


def test_https_is_remembered(client: FlaskClient) -> None:
    answer = client.get("/login", base_url="https://localhost")

    assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]
