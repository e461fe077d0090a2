"""Closed by default: who gets in, and how."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from fsp.web.access.accounts import first_login_token

SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}


def csrf_of(client: FlaskClient, path: str) -> str:
    return client.get(path).text.split('name="csrf_token" value="')[1].split('"')[0]


def test_every_route_but_the_open_ones_is_closed(app: Flask, client: FlaskClient) -> None:
    open_ones = {"login.show", "login.enter", "login.show_link", "login.enter_by_link", "files.static", "files.site"}
    reads = [rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()) and not rule.arguments]

    answers = {rule.endpoint: client.get(rule.rule).status_code for rule in reads}

    assert {name for name, code in answers.items() if code == 200} <= open_ones
    assert answers["health.show"] == 401
    assert answers["overview.show"] == 302


def test_quick_health_is_open_and_says_no_more_than_the_status(client: FlaskClient) -> None:
    answer = client.get("/api/health?quick=true")

    assert (answer.status_code, answer.json) == (200, {"status": "healthy"})


def test_looking_at_a_login_link_does_not_spend_it(client: FlaskClient) -> None:
    link = f"/login/link/{first_login_token()}"
    token = csrf_of(client, link)

    first = client.post(link, data={"csrf_token": token}, headers=SAME_ORIGIN)
    second = client.post(link, data={"csrf_token": token}, headers=SAME_ORIGIN)

    assert (first.status_code, second.status_code) == (303, 401)


def test_a_password_opens_the_door_afterwards(signed_in: FlaskClient, app: Flask) -> None:
    token = csrf_of(signed_in, "/account/password")
    data = {"csrf_token": token, "password": "a long enough one"}
    signed_in.post("/account/password", data=data, headers=SAME_ORIGIN)
    other = app.test_client()

    codes = []
    for password in ("wrong password", "a long enough one"):
        form = {"csrf_token": csrf_of(other, "/login"), "name": "admin", "password": password}
        codes.append(other.post("/login", data=form, headers=SAME_ORIGIN).status_code)

    assert codes == [401, 303]
    assert first_login_token() is None
    assert other.get("/").status_code == 200


@pytest.mark.parametrize(
    "headers",
    [{}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "http://evil.example"}],
)
def test_a_form_from_elsewhere_is_refused(signed_in: FlaskClient, headers: dict[str, str]) -> None:
    token = csrf_of(signed_in, "/account/password")

    answer = signed_in.post("/logout", data={"csrf_token": token}, headers=headers)

    assert answer.status_code == 403
    assert signed_in.get("/").status_code == 200


def test_a_form_without_its_token_is_refused(signed_in: FlaskClient) -> None:
    assert signed_in.post("/logout", headers=SAME_ORIGIN).status_code == 403


def test_a_poll_after_sign_out_is_sent_to_the_login_page_whole(client: FlaskClient) -> None:
    answer = client.get("/", headers={"HX-Request": "true"})

    assert (answer.status_code, answer.headers["HX-Redirect"]) == (401, "/login")


def test_every_answer_carries_a_strict_policy(client: FlaskClient) -> None:
    for path in ("/login", "/", "/nowhere", "/api/health"):
        policy = client.get(path).headers["Content-Security-Policy"]

        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
