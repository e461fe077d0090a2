"""The token of forms: bound to the host over https, and another one after each sign-in."""

from flask.testing import FlaskClient

from fsp.accounts.sessions import first_login_token
from tests.web.forms import SAME_ORIGIN, csrf_of, send


def test_over_https_its_cookie_belongs_to_the_host_alone(client: FlaskClient) -> None:
    answer = client.get("/login", base_url="https://localhost")

    (cookie,) = answer.headers.getlist("Set-Cookie")
    assert cookie.startswith("__Host-session=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert "Domain" not in cookie


def test_a_token_from_before_a_sign_in_is_worth_nothing_after_it(client: FlaskClient) -> None:
    link = f"/login/link/{first_login_token()}"
    planted = csrf_of(client, link)
    client.post(link, data={"csrf_token": planted}, headers=SAME_ORIGIN)

    after = client.post("/projects", data={"csrf_token": planted, "title": "x"}, headers=SAME_ORIGIN)

    assert after.status_code == 403
    assert send(client, "/projects", title="x").status_code == 303


def test_signing_out_renews_it_too(signed_in: FlaskClient) -> None:
    before = csrf_of(signed_in, "/projects")
    signed_in.post("/logout", data={"csrf_token": before}, headers=SAME_ORIGIN)

    form = {"csrf_token": before, "name": "x", "password": "y"}

    assert signed_in.post("/login", data=form, headers=SAME_ORIGIN).status_code == 403


def test_each_response_has_the_token_under_another_mask(signed_in: FlaskClient) -> None:
    first, second = csrf_of(signed_in, "/projects"), csrf_of(signed_in, "/projects")

    assert first[:20] != second[:20]
    for token in (first, second):
        form = {"csrf_token": token, "title": token[:5]}
        assert signed_in.post("/projects", data=form, headers=SAME_ORIGIN).status_code == 303


def test_a_damaged_token_is_refused(signed_in: FlaskClient) -> None:
    token = csrf_of(signed_in, "/projects")

    for damaged in ("", "x", token[:-8], "ä", token[:-4] + "AAAA"):
        form = {"csrf_token": damaged, "title": "x"}
        assert signed_in.post("/projects", data=form, headers=SAME_ORIGIN).status_code == 403
